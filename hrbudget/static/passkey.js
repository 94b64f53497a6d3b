// Passkeys: asks the browser's, and sends its answer with the form. Without this, codes are typed.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential || !window.webauthnJSON) return;
  const button = form.querySelector("button[type=submit]");
  const trouble = form.querySelector("[data-passkey-error]");
  button.hidden = false;
  form.querySelector("[data-passkey-absent]").hidden = true;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    button.disabled = true;
    const options = JSON.parse(document.getElementById("passkey-options").textContent);
    try {
      const answer = await window.webauthnJSON[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      trouble.hidden = false;
      button.disabled = false;
    }
  });
})();
