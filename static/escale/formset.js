/* A formset's "add" button adds an empty row in the page; without script it saves and comes back with two more. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-formset-add]");
    if (!button) { return; }
    var prefix = button.dataset.formsetAdd;
    var rows = document.querySelector('[data-formset="' + prefix + '"]');
    var total = document.getElementById("id_" + prefix + "-TOTAL_FORMS");
    var pattern = document.querySelector('template[data-formset-empty="' + prefix + '"]');
    if (!rows || !total || !pattern) { return; }
    event.preventDefault();
    var shell = document.createElement("div");
    shell.innerHTML = pattern.innerHTML.replace(/__prefix__/g, total.value);
    total.value = String(Number(total.value) + 1);
    while (shell.firstElementChild) { rows.append(shell.firstElementChild); }
    var first = rows.lastElementChild.querySelector("input:not([type=hidden])");
    if (first) { first.focus(); }
  });
})();
