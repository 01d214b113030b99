"""Who may do what, address by address, written down from the domain's matrix: never computed from the code it tests.

404 for what one may not see, 403 for what one sees and may not do, 405 for the wrong method, 200 or 302 for
success (and 422 for a form that was sent empty: it came as far as being read). Columns, as in ``world.ROLES``:

    stranger  other_team  reader  contributor  referent  other_coordinator  facilitator  coordinator  administrator
"""

from django.utils.timezone import localdate

ALL = "200 200 200 200 200 200 200 200 200"
MOVED = "302 302 302 302 302 302 302 302 302"
GONE = "404 404 404 404 404 404 404 404 404"
# Accounts without a password or a second factor have nothing to sign in again with.
NO_PASSWORD = "403 403 403 403 403 403 403 403 403"
ADMINISTRATORS = "404 404 404 404 404 404 404 404 200"
ADMINISTRATORS_DONE = "404 404 404 404 404 404 404 404 302"
WRONG = "405 405 405 405 405 405 405 405 405"
# Programme and documents: whoever takes part in the cycle.
PROGRAMME = "404 200 200 200 200 404 200 200 200"
# Edit cycle, sessions, assignments, teams and people: coordination, and administrators.
PLAN = "404 403 403 403 403 404 403 200 200"
PLAN_DONE = "404 403 403 403 403 404 403 302 302"
# Notes: those who run the cycle.
NOTES = "404 403 403 403 403 404 200 200 200"
NOTES_DONE = "404 403 403 403 403 404 302 302 302"
# The team's own pages and versions: its members, and those who run the cycle.
TEAM = "404 404 200 200 200 404 200 200 200"
TEAM_PLAN = "404 404 403 403 403 404 403 200 200"
TEAM_PLAN_DONE = "404 404 403 403 403 404 403 302 302"
# The page of a team that left, whose members are none of these.
TEAM_GONE = "404 404 404 404 404 404 403 200 200"
TEAM_GONE_DONE = "404 404 404 404 404 404 403 302 302"
# Invite: coordination, and the referent for her own team.
INVITE = "404 404 403 403 200 404 403 200 200"
INVITE_DONE = "404 404 403 403 302 404 403 302 302"
# Add files, deliver, take back: contributor and referent. (On behalf of a team is another page, not this one.)
DELIVER = "404 404 403 200 200 404 403 403 403"
DELIVER_DONE = "404 404 403 302 302 404 403 403 403"
DELIVER_EMPTY = "404 404 403 422 422 404 403 403 403"
# Rows of a draft: those who deliver, and coordination for the team.
ROWS = "404 404 403 200 200 404 403 200 200"
ROWS_DONE = "404 404 403 302 302 404 403 302 302"
# Feedback: those who run the cycle.
ANSWER = "404 404 403 403 403 404 200 200 200"
# A draft that is not shared: its team.
OWN_DRAFT = "404 404 200 200 200 404 404 404 404"

REVISION = {"revision": 0}
REASON = {"revision": 0, "reason": "Le diagnostic existe déjà."}
LATER = REASON | {"day": "2031-05-12", "at": "18:00"}

# name: (arguments, GET, POST, the POST's fields). An argument is a path from the world's objects of this cycle.
MATRIX = {
    "portal:home": ("", ALL, WRONG, {}),
    "portal:profile": ("", ALL, ALL, {}),
    "portal:profile-mails": ("", WRONG, MOVED, {}),
    # The administrators' pages: for everybody else they do not exist.
    "portal:administration": ("", ADMINISTRATORS, WRONG, {}),
    "portal:organiser-list": ("", ADMINISTRATORS, ADMINISTRATORS, {}),
    "portal:organiser-edit": ("cycle.organiser.pk", ADMINISTRATORS, ADMINISTRATORS, {}),
    "portal:coordinator-add": (
        "cycle.organiser.pk",
        WRONG,
        ADMINISTRATORS_DONE,
        {"co-email": "nouvelle@demo.test"},
    ),
    "portal:coordinator-remove": ("cycle.organiser.pk organiser_coordinator.pk", WRONG, ADMINISTRATORS_DONE, {}),
    "portal:account-list": ("", ADMINISTRATORS, WRONG, {}),
    "portal:account-edit": (
        "author.person.user.pk",
        ADMINISTRATORS,
        ADMINISTRATORS_DONE,
        {"action": "disable"},
    ),
    "portal:mail-list": ("", ADMINISTRATORS, WRONG, {}),
    "portal:mail-retry": ("mail.pk", WRONG, ADMINISTRATORS_DONE, {}),
    "portal:job-list": ("", ADMINISTRATORS, WRONG, {}),
    "portal:job-retry": ("job.pk", WRONG, ADMINISTRATORS_DONE, {}),
    # Cycles
    "deliverables:cycle-list": ("", ALL, WRONG, {}),
    "deliverables:cycle-create": ("", "403 403 403 403 403 403 403 200 200", WRONG, {}),
    "deliverables:cycle-layout": (
        "",
        "403 403 403 403 403 403 403 200 200",
        "403 403 403 403 403 403 403 200 200",
        {},
    ),
    "deliverables:cycle-detail": ("cycle.slug", PROGRAMME, WRONG, {}),
    "deliverables:cycle-board": ("cycle.slug", NOTES, WRONG, {}),
    "deliverables:assignment-remind": ("cycle.slug draft.assignment.pk", PLAN, PLAN, {}),
    "deliverables:cycle-setup": ("cycle.slug", PLAN, PLAN, {}),
    "deliverables:quiet-edit": (
        "cycle.slug",
        PLAN,
        PLAN_DONE,
        {"form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0, "revision": 0},
    ),
    "cycles:cycle-edit": ("cycle.slug", PLAN, PLAN, {}),
    "cycles:cycle-move": ("cycle.slug 'capitalisation'", PLAN, PLAN_DONE, {}),
    "cycles:session-create": ("cycle.slug", PLAN, PLAN, {}),
    "cycles:session-detail": ("cycle.slug session.pk", PROGRAMME, WRONG, {}),
    "deliverables:session-edit": ("cycle.slug session.pk", PLAN, PLAN, {}),
    "cycles:session-move": ("cycle.slug session.pk", WRONG, PLAN_DONE, {"direction": "down"}),
    "cycles:session-remove": ("cycle.slug spare_session.pk", PLAN, PLAN_DONE, {}),
    "cycles:programme-edit": ("cycle.slug session.pk", PLAN, PLAN, {}),
    "cycles:document-add": ("cycle.slug session.pk", PLAN, PLAN, {}),
    "cycles:document-download": ("cycle.slug session.pk document.pk", PROGRAMME, WRONG, {}),
    "cycles:document-remove": ("cycle.slug session.pk document.pk", PLAN, PLAN_DONE, {}),
    "cycles:note-edit": (
        "cycle.slug session.pk",
        NOTES,
        "404 403 403 403 403 404 302 302 302",
        {"text": "Nos notes", "revision": 0},
    ),
    "cycles:team-note-edit": (
        "cycle.slug session.pk team.pk",
        NOTES,
        NOTES_DONE,
        {"text": "Nos notes", "revision": 0},
    ),
    "cycles:photo-add": ("cycle.slug session.pk", NOTES, NOTES, {}),
    "cycles:team-photo-add": ("cycle.slug session.pk team.pk", NOTES, NOTES, {}),
    "cycles:photo-edit": ("cycle.slug session.pk photo.pk", NOTES, NOTES_DONE, {"caption": "Le tableau"}),
    "cycles:photo-picture": ("cycle.slug session.pk photo.pk", NOTES, WRONG, {}),
    "cycles:photo-move": ("cycle.slug session.pk photo.pk", WRONG, NOTES_DONE, {"direction": "up"}),
    "cycles:photo-remove": ("cycle.slug session.pk photo.pk", NOTES, NOTES_DONE, {}),
    # Who runs the cycle
    "cycles:roles-edit": (
        "cycle.slug",
        PLAN,
        PLAN_DONE,
        {"email": "nouvelle@demo.test", "first_name": "Ana", "last_name": "Roux", "role": "facilitator"},
    ),
    "cycles:role-change": ("cycle.slug second.pk", WRONG, PLAN_DONE, {"role": "facilitator"}),
    "cycles:role-remove": ("cycle.slug second.pk", PLAN, PLAN_DONE, {}),
    "cycles:co-organiser-add": (
        "cycle.slug",
        WRONG,
        PLAN_DONE,
        {"co-name": "Ville voisine", "co-actor_type": "commune"},
    ),
    "cycles:co-organiser-remove": ("cycle.slug co_organiser.pk", WRONG, PLAN_DONE, {}),
    "cycles:attendance-overview": ("cycle.slug", NOTES, WRONG, {}),
    "cycles:presence": ("cycle.slug session.pk", NOTES, "404 403 403 403 403 404 302 302 302", {"half_day": 0}),
    "cycles:attendance-sheet": ("cycle.slug session.pk", NOTES, WRONG, {}),
    "cycles:walk-in-add": ("cycle.slug session.pk", NOTES, NOTES, {}),
    # The chain: rows of a draft. Coordination types some for the team, and changes those that wait to be confirmed.
    "deliverables:theme-list": (
        "cycle.slug",
        PLAN,
        PLAN_DONE,
        {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-name": "Santé", "revision": 0},
    ),
    "deliverables:loose-list": ("cycle.slug", NOTES, WRONG, {}),
    "deliverables:chain-overview": ("cycle.slug", NOTES, WRONG, {}),
    "deliverables:chain-export": ("cycle.slug", PLAN, WRONG, {}),
    "deliverables:finding-table": ("cycle.slug", NOTES, WRONG, {}),
    "deliverables:finding-export": ("cycle.slug", PLAN, WRONG, {}),
    "deliverables:action-table": ("cycle.slug", NOTES, WRONG, {}),
    "deliverables:action-export": ("cycle.slug", PLAN, WRONG, {}),
    "deliverables:contribution-table": ("cycle.slug", NOTES, WRONG, {}),
    "deliverables:contribution-export": ("cycle.slug", PLAN, WRONG, {}),
    "deliverables:organisation-list": ("cycle.slug", NOTES, WRONG, {}),
    "deliverables:organisation-ask": ("cycle.slug 'caf-de-l-isere'", PLAN_DONE, PLAN_DONE, {}),
    "deliverables:organisation-detail": ("cycle.slug question.pk", NOTES, WRONG, {}),
    "deliverables:organisation-remind": ("cycle.slug question.pk", WRONG, PLAN_DONE, REVISION),
    "deliverables:organisation-send-again": (
        "cycle.slug question.pk",
        WRONG,
        PLAN_DONE,
        REVISION | {"to_name": "Ana Roux", "email": "autre.adresse@demo.test"},
    ),
    "deliverables:organisation-withdraw": ("cycle.slug question.pk", WRONG, PLAN_DONE, REVISION),
    "deliverables:follow-up-list": ("cycle.slug", NOTES, WRONG, {}),
    "deliverables:follow-up-export": ("cycle.slug", PLAN, WRONG, {}),
    "deliverables:follow-up-switch": ("cycle.slug", WRONG, PLAN_DONE, REVISION | {"on": "no"}),
    "deliverables:follow-up-answer": ("cycle.slug team.pk 6", TEAM, DELIVER_DONE, REVISION),
    "deliverables:follow-up-ask": ("cycle.slug team.pk 12", WRONG, PLAN_DONE, {}),
    "deliverables:follow-up-remind": ("cycle.slug team.pk 6", WRONG, PLAN_DONE, {"reminders": 0}),
    "deliverables:row-list": ("rowed.pk", ROWS, WRONG, {}),
    "deliverables:row-add": ("rowed.pk", ROWS, ROWS_DONE, {"category": "need", "statement": "Peu de bus."}),
    "deliverables:row-edit": (
        "rowed.pk row.pk",
        ROWS,
        ROWS_DONE,
        {"category": "need", "statement": "Peu de bus.", "revision": 0},
    ),
    "deliverables:row-duplicate": ("rowed.pk row.pk", WRONG, ROWS_DONE, {}),
    "deliverables:row-move": ("rowed.pk row.pk", WRONG, ROWS_DONE, {"direction": "down"}),
    "deliverables:row-remove": ("rowed.pk row.pk", WRONG, ROWS_DONE, {}),
    "deliverables:row-restore": ("rowed.pk row.pk", WRONG, ROWS_DONE, {}),
    "deliverables:row-confirm": ("rowed.pk row.pk", WRONG, DELIVER_DONE, {}),
    "deliverables:rows-confirm": ("rowed.pk", WRONG, DELIVER_DONE, {}),
    "deliverables:workbook-import": ("rowed.pk", ROWS, "404 404 403 422 422 404 403 422 422", {"end": "1"}),
    "deliverables:workbook-download": ("rowed.pk", ROWS, WRONG, {}),
    "deliverables:workbook-refused": ("rowed.pk", WRONG, ROWS_DONE, {}),
    # Assignments
    "deliverables:assignment-create": ("cycle.slug", PLAN, PLAN, {}),
    "deliverables:assignment-edit": ("cycle.slug spare_assignment.pk", PLAN, PLAN, {}),
    "deliverables:grid-edit": (
        "cycle.slug spare_assignment.pk",
        PLAN,
        "404 403 403 403 403 404 403 422 422",
        {},
    ),
    "deliverables:assignment-remove": ("cycle.slug spare_assignment.pk", PLAN, PLAN_DONE, {}),
    "deliverables:assignment-template": ("cycle.slug delivered.assignment.pk", TEAM, WRONG, {}),
    # Teams and people
    "deliverables:team-create": ("cycle.slug", PLAN, PLAN_DONE, {"territory_name": "Bassin minier"}),
    "cycles:team-list": ("cycle.slug", PROGRAMME, WRONG, {}),
    "cycles:team-detail": ("cycle.slug team.pk", TEAM, WRONG, {}),
    "cycles:team-edit": ("cycle.slug team.pk", TEAM_PLAN, TEAM_PLAN_DONE, REVISION),
    "deliverables:team-depart": (
        "cycle.slug team.pk",
        TEAM_PLAN,
        TEAM_PLAN_DONE,
        {"revision": 0, "status": "left", "on": str(localdate()), "reason": "La cheffe de projet est partie."},
    ),
    "deliverables:team-return": ("cycle.slug gone.pk", TEAM_GONE, TEAM_GONE_DONE, REVISION),
    "cycles:member-add": (
        "cycle.slug team.pk",
        INVITE,
        INVITE_DONE,
        {
            "first_name": "Ana",
            "last_name": "Roux",
            "email": "ana.roux@demo.test",
            "organisation_name": "Ville de Vaulx",
            "actor_type": "commune",
            "role": "reader",
        },
    ),
    "cycles:member-edit": ("cycle.slug team.pk author.pk", TEAM_PLAN, TEAM_PLAN, {}),
    "cycles:member-remove": ("cycle.slug team.pk author.pk", TEAM_PLAN, TEAM_PLAN_DONE, {}),
    "cycles:member-invite": ("cycle.slug team.pk invited.pk", WRONG, INVITE_DONE, {}),
    "cycles:people-list": ("cycle.slug", NOTES, WRONG, {}),
    "cycles:participant-add": (
        "cycle.slug",
        PLAN,
        PLAN_DONE,
        {
            "first_name": "Ana",
            "last_name": "Roux",
            "email": "ana.roux@demo.test",
            "organisation_name": "Ville de Vaulx",
            "actor_type": "commune",
        },
    ),
    "cycles:participant-edit": ("cycle.slug participant.pk", PLAN, PLAN, {}),
    "cycles:participant-remove": ("cycle.slug participant.pk", PLAN, PLAN_DONE, {}),
    "cycles:people-import": ("cycle.slug", PLAN, PLAN, {"text": "Nom\tPrénom\nRoux\tAna", "end": "1"}),
    "cycles:people-import-template": ("cycle.slug", PLAN, WRONG, {}),
    "cycles:people-invite": ("cycle.slug", PLAN, PLAN_DONE, {}),
    "cycles:person-invite": ("cycle.slug participant.pk", WRONG, PLAN_DONE, {}),
    "cycles:person-uninvite": ("cycle.slug invited.pk", PLAN, PLAN_DONE, {}),
    "cycles:person-link": ("cycle.slug invited.pk", PLAN, PLAN, {}),
    "cycles:person-organisation": ("cycle.slug author.pk", PLAN, PLAN, {}),
    "cycles:access-request-close": ("cycle.slug access_request.pk", WRONG, PLAN_DONE, {}),
    # Deliverables
    "deliverables:deliverable-list": ("", ALL, WRONG, {}),
    "deliverables:deliverable-export": ("", "403 200 403 403 200 200 403 200 200", WRONG, {}),
    "deliverables:feedback-queue": ("", ALL, WRONG, {}),
    "deliverables:deliverable-detail": ("delivered.pk", TEAM, WRONG, {}),
    "deliverables:version-compare": ("delivered.pk", TEAM, WRONG, {}),
    "deliverables:version-latest": (
        "delivered.pk",
        "404 404 302 302 302 404 302 302 302",
        WRONG,
        {},
    ),
    "deliverables:receipt-download": ("delivered.pk 1", TEAM, WRONG, {}),
    "deliverables:version-detail": ("delivered.pk 1", TEAM, WRONG, {}),
    "deliverables:deliver-done": ("delivered.pk 1", TEAM, WRONG, {}),
    "deliverables:file-download": ("delivered.pk 1 delivered.file.pk", TEAM, WRONG, {}),
    "deliverables:page-picture": ("delivered.pk 1 delivered.file.pk 1", TEAM, WRONG, {}),
    "deliverables:template-download": ("delivered.pk", TEAM, WRONG, {}),
    "deliverables:draft-begin": (
        "delivered.pk",
        DELIVER,
        DELIVER_DONE,
        REVISION | {"how": "complete"},
    ),
    "deliverables:draft-edit": ("draft.pk", DELIVER, DELIVER_EMPTY, {}),
    "deliverables:draft-discard": ("draft.pk", DELIVER, DELIVER_DONE, REVISION),
    "deliverables:draft-share": ("draft.pk", WRONG, DELIVER_DONE, {"shared": "on"}),
    "deliverables:draft-reuse": ("draft.pk", WRONG, DELIVER_EMPTY, {}),
    # A POST that does not speak the upload protocol; one's own upload, which nobody else sees.
    "deliverables:draft-upload-create": ("draft.pk", WRONG, "404 404 403 412 412 404 403 403 403", {}),
    "deliverables:draft-upload": ("draft.pk upload.pk", WRONG, "404 404 403 302 404 404 403 403 403", {}),
    "deliverables:record-received": ("draft.pk", TEAM_PLAN, "404 404 403 403 403 404 403 422 422", {}),
    "deliverables:draft-file-remove": ("draft.pk draft.file.pk", WRONG, DELIVER_DONE, {}),
    "deliverables:deliver-check": ("draft.pk", DELIVER, WRONG, {}),
    "deliverables:deliver": ("draft.pk", WRONG, DELIVER_DONE, {"revision": 0, "number": 1, "without": "on"}),
    "deliverables:take-back": ("delivered.pk", DELIVER, DELIVER_DONE, REVISION),
    "deliverables:feedback-give": ("delivered.pk 1", ANSWER, ANSWER, {}),
    "deliverables:to-complete": ("delivered.pk", "404 404 302 302 302 404 302 302 302", WRONG, {}),
    "deliverables:annotated-download": ("retained.pk 1 feedback.pk", TEAM, WRONG, {}),
    "deliverables:passed-on-download": ("retained.pk 1 feedback.pk answered.pk", TEAM, WRONG, {}),
    # What stands beside a deliverable: those who run the cycle read it, coordination asks for opinions.
    "deliverables:beside-detail": ("delivered.pk", ANSWER, WRONG, {}),
    "deliverables:private-note-add": (
        "delivered.pk",
        WRONG,
        "404 404 403 403 403 404 302 302 302",
        {"text": "Entre nous.", "key": "5e0c2f4e-2a0b-4f0e-9f6e-1f2d3c4b5a69"},
    ),
    "deliverables:opinion-ask": ("delivered.pk 1", TEAM_PLAN, TEAM_PLAN, {}),
    "deliverables:opinion-remind": ("delivered.pk opinion.pk", WRONG, TEAM_PLAN_DONE, REVISION),
    "deliverables:opinion-send-again": (
        "delivered.pk opinion.pk",
        TEAM_PLAN,
        TEAM_PLAN_DONE,
        REVISION | {"email": "autre.adresse@demo.test"},
    ),
    "deliverables:opinion-withdraw": ("delivered.pk opinion.pk", TEAM_PLAN, TEAM_PLAN_DONE, REVISION),
    "deliverables:opinion-file": ("delivered.pk answered.pk", ANSWER, WRONG, {}),
    "deliverables:unretain": ("retained.pk", TEAM_PLAN, TEAM_PLAN_DONE, REVISION),
    "deliverables:exempt": ("draft.pk", TEAM_PLAN, TEAM_PLAN_DONE, REASON),
    "deliverables:exempt-cancel": ("exempted.pk", WRONG, TEAM_PLAN_DONE, REVISION),
    "deliverables:extend": ("draft.pk", TEAM_PLAN, TEAM_PLAN_DONE, LATER),
    "deliverables:thread": ("delivered.pk", TEAM, "404 404 403 422 422 404 422 422 422", {}),
    "deliverables:thread-internal": (
        "delivered.pk",
        "404 404 404 404 404 404 200 200 200",
        "404 404 404 404 404 404 422 422 422",
        {},
    ),
    "deliverables:thread-read": ("delivered.pk message.pk", WRONG, "404 404 302 302 302 404 302 302 302", {}),
    "deliverables:message-file": ("delivered.pk message_file.pk", TEAM, WRONG, {}),
    # Peer reading: a team of the cycle reads what others had retained; its readers write nothing.
    "deliverables:peer-overview": ("cycle.slug", NOTES, WRONG, {}),
    "deliverables:peer-list": ("cycle.slug team.pk", TEAM, WRONG, {}),
    "deliverables:peer-reading": (
        "cycle.slug team.pk open.pk",
        TEAM,
        "404 404 403 302 302 404 403 403 403",
        {"number": 1, "revision": 0, "takes_home": "Leur accueil du samedi."},
    ),
    "deliverables:peer-file": ("cycle.slug team.pk open.pk open.file.pk", TEAM, WRONG, {}),
    "deliverables:peer-picture": ("cycle.slug team.pk open.pk open.file.pk 1", TEAM, WRONG, {}),
    "deliverables:peer-hide": (
        "retained.pk reading.pk",
        TEAM_PLAN,
        TEAM_PLAN_DONE,
        {"revision": 1, "reason": "Un nom"},
    ),
    "deliverables:peer-show": ("retained.pk hidden.pk", WRONG, TEAM_PLAN_DONE, {"revision": 1}),
    # Report
    "capitalisation:report-edit": ("cycle.slug", PLAN, WRONG, {}),
    "capitalisation:chapter-edit": ("cycle.slug 'foreword'", PLAN, PLAN, {}),
    "capitalisation:report-build": ("cycle.slug", WRONG, PLAN_DONE, {}),
    "capitalisation:report-progress": ("cycle.slug job.pk", PLAN, WRONG, {}),
    "capitalisation:report-download": ("cycle.slug job.pk", PLAN, WRONG, {}),
    "capitalisation:edition-create": ("cycle.slug", PLAN, PLAN, {}),
    "capitalisation:edition-detail": ("cycle.slug edition.number", PLAN, WRONG, {}),
    "capitalisation:edition-download": ("cycle.slug edition.number 'pdf'", PLAN, WRONG, {}),
    # Sign-in, for who is signed in already
    "account_change_password": ("", MOVED, MOVED, {}),
    "account_set_password": ("", ALL, ALL, {}),
    "account_reauthenticate": ("", NO_PASSWORD, NO_PASSWORD, {}),
    "mfa_index": ("", ALL, WRONG, {}),
    "mfa_reauthenticate": ("", NO_PASSWORD, NO_PASSWORD, {}),
    "mfa_activate_totp": ("", ALL, ALL, {}),
    "mfa_deactivate_totp": ("", GONE, GONE, {}),
    "mfa_view_recovery_codes": ("", GONE, WRONG, {}),
    "mfa_generate_recovery_codes": ("", ALL, ALL, {}),
    "mfa_download_recovery_codes": ("", GONE, GONE, {}),
}

# Every view that answers without sign-in: name: (arguments, what anonymous gets for GET, for POST).
PUBLIC = {
    "portal:preferences": ("", 405, 302),
    "portal:demo-roles": ("", 404, 405),
    "portal:mailbox": ("", 404, 405),
    "portal:mail": ("'x.eml'", 404, 405),
    "portal:mail-as-sent": ("'x.eml'", 404, 405),
    "portal:demo-sign-in": ("", 405, 404),
    "portal:accessibility": ("", 200, 405),
    "portal:privacy": ("", 200, 405),
    "portal:legal": ("", 200, 405),
    "portal:healthz": ("", 200, 405),
    "portal:readyz": ("", 200, 405),
    "account_signup": ("", 404, 404),
    "account_email": ("", 404, 404),
    "account_login": ("", 200, 200),
    "account_logout": ("", 302, 302),
    "account_inactive": ("", 200, 405),
    "account_email_verification_sent": ("", 200, 405),
    "account_reset_password": ("", 200, 200),
    "account_confirm_login_code": ("", 302, 302),
    "account_confirm_email": ("'abc'", 200, 404),
    "account_reset_password_from_key_done": ("", 200, 405),
    "account_reset_password_from_key": ("'1' 'set-password'", 200, 200),
    "account_reset_password_done": ("", 200, 405),
    "account_request_login_code": ("", 200, 200),
    "mfa_authenticate": ("", 302, 302),
    "cycles:invitation": ("'unknown'", 404, 404),
    "deliverables:opinion-answer": ("'unknown'", 404, 404),
    "deliverables:organisation-answer": ("'unknown'", 404, 404),
    "deliverables:opinion-read-file": ("'unknown' 1", 404, 405),
    "deliverables:opinion-picture": ("'unknown' 1 1", 404, 405),
    "cycles:access-ask": ("'unknown'", 404, 404),
}
