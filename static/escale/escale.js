/* Small helps; every page works without them. */
(function () {
  "use strict";

  /* Two taps, one effect: a form that was sent takes no second send until the page is shown again. */
  function freeze(form) { form.dataset.sent = "1"; form.setAttribute("aria-busy", "true"); }
  function thaw(form) { delete form.dataset.sent; form.removeAttribute("aria-busy"); }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) { return; }
    if (event.submitter && event.submitter.hasAttribute("data-download")) { return; }  // the page stays
    if (form.querySelector(".chosen .refused")) { event.preventDefault(); form.querySelector("input[type=file]").focus(); return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    freeze(form);
  });
  window.addEventListener("pageshow", function () { document.querySelectorAll("form[data-sent]").forEach(thaw); });
  document.addEventListener("htmx:afterRequest", function (event) { if (event.target.closest) { var form = event.target.closest("form"); if (form) { thaw(form); } } });

  /* A tap that did not reach the server: the form says so, and keeps what was chosen for its own button. */
  ["htmx:sendError", "htmx:responseError"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var form = event.target.closest && event.target.closest("form[data-unsaved], form[data-typed]");
      if (form) { document.getElementById(form.dataset.unsaved || form.dataset.typed).hidden = false; }
      var line = form && form.dataset.unsent && event.target.closest(".person");
      if (line) {
        var said = line.querySelector(".ticked") || line.appendChild(document.createElement("p"));
        said.className = "ticked late";
        said.textContent = form.dataset.unsent;
        line.classList.add("unsent");
      }
    });
  });

  /* An answer from another address is the sign-in page: show it whole, unless a typed text would be lost by that. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var asked = new URL(event.detail.pathInfo.requestPath, location.href), xhr = event.detail.xhr;
    if (xhr.responseURL && new URL(xhr.responseURL).pathname !== asked.pathname) {
      event.detail.shouldSwap = false;
      var typed = event.detail.requestConfig.elt.closest("form[data-typed]");
      if (typed) { document.getElementById(typed.dataset.typed).hidden = false; } else { location.reload(); }
    }
  });

  /* A refused row comes back with its reasons: the answer is shown, whatever its status. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    if ((status === 409 || status === 422) && event.detail.target.matches("[data-refusals]")) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  /* Several short texts: the last field, once filled, is followed by another. */
  document.addEventListener("input", function (event) {
    var several = event.target.closest && event.target.closest(".several-fields");
    if (!several || !event.target.value || event.target !== several.lastElementChild) { return; }
    var next = event.target.cloneNode();
    next.value = "";
    next.id = event.target.id.replace(/\d+$/, String(several.children.length + 1));
    next.setAttribute("aria-label", event.target.getAttribute("aria-label").replace(/\d+$/, String(several.children.length + 1)));
    several.append(next);
  });

  /* A menu closes on Escape and on a click beside it. */
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { if (!menu.contains(event.target)) { menu.open = false; } });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
  });

  /* Chosen files: name and size of each, and what the server would refuse, before anything is sent.
     The limits and the words stand on the list beside the field: <ul id="<field id>-chosen" data-max-bytes data-accept …> (ui/drop.html). */
  function sizeInWords(bytes) {
    var units = document.documentElement.lang === "fr" ? ["octets", "ko", "Mo"] : ["bytes", "kB", "MB"];
    var number = bytes, step = 0;
    while (number >= 1000 && step < 2) { number /= 1000; step += 1; }
    var digits = step && number < 10 ? 1 : 0;
    return number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits }) + "\u00a0" + units[step];
  }
  function refusal(list, file) {
    var data = list.dataset, extension = file.name.split(".").pop().toLowerCase();
    if (!file.size) { return data.empty || ""; }
    if (data.maxBytes && file.size > Number(data.maxBytes)) { return data.tooLarge || ""; }
    if (data.heic && /^hei[cf]$/.test(extension)) { return data.heic; }
    if (data.accept && data.accept.split(" ").indexOf(extension) < 0) { return data.wrongType || ""; }
    return "";
  }
  function listChosen(input) {
    var list = document.getElementById(input.id + "-chosen");
    if (!list) { return; }
    list.replaceChildren();
    Array.from(input.files).forEach(function (file) {
      var row = document.createElement("li"), name = document.createElement("span"), size = document.createElement("span");
      var reason = refusal(list, file);
      name.textContent = file.name;
      size.textContent = reason ? sizeInWords(file.size) + " · " + reason : sizeInWords(file.size);
      if (reason) { row.className = "refused"; }
      row.append(name, size);
      list.append(row);
    });
    if (list.querySelector(".refused")) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("input[type=file]")) { listChosen(event.target); }
  });
  window.escale = { refusal: refusal, sizeInWords: sizeInWords };  /* for upload.js */
  ["dragover", "dragleave", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var zone = event.target.closest && event.target.closest(".drop");
      if (!zone) { return; }
      event.preventDefault();
      zone.classList.toggle("is-over", name === "dragover");
      var input = zone.querySelector("input[type=file]");
      if (name !== "drop" || !input || !event.dataTransfer.files.length) { return; }
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  /* Errors are told in one way, the page's summary in its reader's language: the browser's bubbles would come before it. */
  function withoutBubbles(root) { root.querySelectorAll("form[method=post]").forEach(function (form) { form.noValidate = true; }); }
  document.addEventListener("htmx:load", function (event) { withoutBubbles(event.detail.elt.parentNode || document); });

  /* The summary takes the focus, so that it is read first. */
  document.addEventListener("DOMContentLoaded", function () {
    withoutBubbles(document);
    var summary = document.querySelector(".error-summary");
    if (summary) { summary.focus(); }
  });

  /* A button that copies a field: hidden without script, since the field can be selected by hand. */
  document.querySelectorAll("button[data-copy]").forEach(function (button) { button.hidden = false; });
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[data-copy]");
    if (!button) { return; }
    var field = document.getElementById(button.dataset.copy), status = document.getElementById(button.dataset.copy + "-copied");
    function say(words) { status.textContent = words; }
    field.select();
    if (!navigator.clipboard) { say(button.dataset.notCopied); return; }
    navigator.clipboard.writeText(field.value).then(function () { say(button.dataset.copied); }, function () { say(button.dataset.notCopied); });
  });

  /* A filter form marked data-auto sends itself when a choice changes. */
  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute("data-auto") && event.target.matches("select, input[type=checkbox], input[type=radio]")) { form.requestSubmit(); }
  });
})();
