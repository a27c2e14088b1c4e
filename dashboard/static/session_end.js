// Says when the log-in of a page has ended, over the page as it stands: nothing that was typed is lost. It asks only when
// a WebSocket closes, then until somebody has logged in again; Streamlit connects again by itself.
(() => {
  const looksAt = "/_stcore/health";
  const everyMs = 2000;
  let note = null;
  let isLooking = false;

  const isOver = async () => {
    try {
      return (await fetch(looksAt, { cache: "no-store" })).status === 401;
    } catch {
      return false; // the server is away: Streamlit says so
    }
  };

  const draw = () => {
    note = document.createElement("div");
    note.setAttribute("role", "alertdialog");
    note.setAttribute("aria-label", "Log in again");
    note.id = "lt-session-end";
    const text = document.createElement("p");
    text.textContent = "Your log-in has ended. What is on this page stays here.";
    const link = document.createElement("a");
    link.href = "/login?next=" + encodeURIComponent("/account?done=login");
    link.target = "_blank";
    link.textContent = "Log in again";
    note.append(text, link);
    document.body.append(note);
    link.focus();
  };

  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    while (await isOver()) {
      if (note === null) draw();
      await new Promise((done) => setTimeout(done, everyMs));
    }
    note?.remove();
    note = null;
    isLooking = false;
  };

  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", look);
    }
  };
})();
