"""The administrators' pages: organisers, accounts, mails and jobs. For everybody else they do not exist."""
