/* Files go up one by one as soon as they are chosen, and go on where they stopped (tus 1.0). Without this script the
   form sends them itself. The words stand on the list, in deliverables/_uploads.html. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-uploads]");
  if (!form || !window.tus || !window.tus.isSupported) { return; }
  var input = form.querySelector("input[type=file]"), note = form.querySelector("textarea");
  var list = document.getElementById("uploads"), words = list.dataset, rules = document.getElementById(input.id + "-chosen");
  var RETRIES = [0, 1000, 3000, 5000], LINE_AGAIN = 15000, VERIFIED_UP_TO = 64 * 1024 * 1024;
  /* No answer, another sender's lock, or a server that is just starting again: the same request may pass later. */
  var PASSING = [0, 409, 423, 502, 503, 504];
  var FINAL = [413, 422];  /* the file itself cannot be taken */
  var items = [], current = null, sent = false;

  document.getElementById("draft-add").hidden = true;
  document.getElementById("uploads-help").hidden = false;

  function on(item, name) { return item.row.querySelector("[data-" + name + "]"); }
  function tell(item, text) { on(item, "said").textContent = text; }
  function say(text, tone) {
    var line = document.createElement("p");
    line.textContent = text;
    if (tone) { line.className = tone; }
    document.getElementById("uploads-said").append(line);
  }
  function underWay() { return items.some(function (item) { return ["waiting", "sending", "cut"].indexOf(item.state) >= 0; }); }
  function same(one, other) { return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified; }

  function add(file) {
    if (items.some(function (item) { return same(item.file, file); })) { return; }
    var item = { file: file, row: document.getElementById("upload-row").content.firstElementChild.cloneNode(true), state: "waiting" };
    item.row.querySelectorAll("[data-name]").forEach(function (each) { each.textContent = " " + file.name; });
    item.row.querySelector(".file-kind").textContent = file.name.split(".").pop().slice(0, 4);
    item.row.querySelector("progress").setAttribute("aria-label", file.name);
    on(item, "again").addEventListener("click", function () { if (item === current) { item.upload.start(); } else { queue(item); next(); } });
    on(item, "stop").addEventListener("click", function () { stop(item); });
    items.push(item);
    list.append(item.row);
    var reason = window.escale.refusal(rules, file);
    if (reason) { refuse(item, reason, false); } else { queue(item); }
  }
  function queue(item) {
    item.state = "waiting";
    item.row.className = "";
    on(item, "again").hidden = true;
    tell(item, window.escale.sizeInWords(item.file.size) + " · " + words.waiting);
  }
  function forget(item) {
    var focused = item.row.contains(document.activeElement);
    item.row.remove();
    items.splice(items.indexOf(item), 1);
    if (focused) { input.focus(); }
  }
  function refuse(item, reason, again) {
    item.state = "refused";
    item.row.className = "refused";
    on(item, "again").hidden = !again;
    tell(item, reason);
    say(item.file.name + " : " + reason, "visually-hidden");
  }
  function stop(item) {
    var sent = item.upload && item.state !== "refused";
    if (sent) { item.upload.abort(true).catch(function () {}); }  /* what is left of it expires */
    forget(item);
    if (current === item) { over(); }
  }
  function over() {
    current = null;
    next();
    if (!underWay()) { document.querySelectorAll("#uploads-said .busy").forEach(function (line) { line.remove(); }); }
  }

  function next() {
    if (current) { return; }
    current = items.find(function (item) { return item.state === "waiting"; }) || null;
    if (current) { begin(current); }
  }
  function begin(item) {
    var upload = item.upload = new window.tus.Upload(item.file, {
      endpoint: form.dataset.uploads,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      metadata: { filename: item.file.name },
      retryDelays: RETRIES,
      removeFingerprintOnSuccess: true,
      onProgress: function (sent, size) { progress(item, sent, size); },
      onSuccess: function (payload) { arrived(item, payload.lastResponse); },
      onError: function (error) { broke(item, error); }
    });
    item.state = "sending";
    upload.findPreviousUploads().then(function (previous) {
      if (previous.length) {
        upload.resumeFromPreviousUpload(previous[0]);
        known(previous[0].uploadUrl);
      } else if (item.file.size > Number(words.room)) {
        refuse(item, words.noRoom, false);
        over();
        return;
      }
      upload.start();
    });
  }
  /* It is in the list of what goes up now: no longer in that of what was begun. */
  function known(address) {
    var begun = document.getElementById("unfinished"), path = new URL(address, location.href).pathname;
    var row = begun && begun.querySelector('[data-upload="' + path + '"]');
    if (row) { row.remove(); }
    if (begun && !begun.querySelector("[data-upload]")) { begun.remove(); }
  }
  function progress(item, sent, size) {
    item.state = "sending";
    item.row.className = "";
    on(item, "again").hidden = true;
    item.row.querySelector("progress").value = size ? 1000 * sent / size : 0;
    var inWords = window.escale.sizeInWords;
    tell(item, sent < size ? words.sending.replace("{here}", inWords(sent)).replace("{size}", inWords(size)) : words.checking);
  }
  function broke(item, error) {
    var answer = error.originalResponse, status = answer ? answer.getStatus() : 0;
    if (PASSING.indexOf(status) >= 0) {
      /* A file that was saved or moved meanwhile cannot be read any more: that looks like a cut line. */
      item.file.slice(0, 1).arrayBuffer().then(function () { cut(item); }, function () { refuse(item, words.changed, false); over(); });
      return;
    }
    var plain = answer && (answer.getHeader("Content-Type") || "").indexOf("text/plain") === 0;
    refuse(item, plain && answer.getBody() || words.failed, FINAL.indexOf(status) < 0);
    over();
  }
  function cut(item) {
    item.state = "cut";
    item.row.className = "cut";
    on(item, "again").hidden = false;
    if (on(item, "said").textContent !== words.cut) { say(item.file.name + " : " + words.cut, "visually-hidden"); }
    tell(item, words.cut);
    setTimeout(function () { if (item.state === "cut") { goOn(); } }, LINE_AGAIN);
  }
  function goOn() { if (current && current.state === "cut") { current.upload.start(); } }
  window.addEventListener("online", goOn);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { goOn(); } });

  function arrived(item, answer) {
    item.state = "arrived";
    var sha256 = answer && answer.getHeader("Upload-Sha256");
    say(words.arrived.replace("{name}", item.file.name), "ok");
    Promise.all([freshen(), verify(item.file, sha256)]).catch(function () {}).then(function () { forget(item); over(); });
  }
  function verify(file, sha256) {
    if (!sha256 || !window.crypto.subtle || file.size > VERIFIED_UP_TO) { return Promise.resolve(); }
    return file.arrayBuffer().then(function (bytes) { return window.crypto.subtle.digest("SHA-256", bytes); }).then(function (digest) {
      var ours = Array.from(new Uint8Array(digest), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
      if (ours === sha256) { say(words.verified.replace("{sum}", ours.slice(0, 12)), "soft"); } else { say(words.differs.replace("{name}", file.name), "late"); }
    });
  }
  /* The parts of the page that the draft's files change. The revision too, unless somebody changed the note meanwhile. */
  function freshen() {
    return fetch(location.href, { cache: "no-store" }).then(function (answer) { return answer.text(); }).then(function (html) {
      var page = new DOMParser().parseFromString(html, "text/html"), fresh = page.getElementById(form.id);
      if (!fresh) { return; }
      page.querySelectorAll("[data-fresh]").forEach(function (part) { document.getElementById(part.id).replaceWith(part); });
      if (fresh.querySelector("textarea").defaultValue === note.defaultValue) { form.elements.revision.value = fresh.elements.revision.value; }
    });
  }

  /* Heard here before the list of chosen files hears it, which the form without script needs. */
  input.addEventListener("change", function () {
    var files = Array.from(input.files);
    input.value = "";
    document.getElementById("uploads-said").replaceChildren();
    files.forEach(add);
    next();
  });
  form.addEventListener("submit", function (event) {
    if (!underWay()) { return; }
    event.preventDefault();
    say(words.busy, "late busy");
  });
  form.addEventListener("submit", function (event) { sent = !event.defaultPrevented; });
  window.addEventListener("pageshow", function () { sent = false; });
  window.addEventListener("beforeunload", function (event) {
    if (!sent && (underWay() || note.value !== note.defaultValue)) { event.preventDefault(); }
  });
})();
