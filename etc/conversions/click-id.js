// Keeps the click's id for this visit, and puts it into forms: <input type="hidden" name="curt_id">.
(() => {
    const name = "curt_id", url = new URL(location.href), id = url.searchParams.get(name);
    if (id) {
        sessionStorage.setItem(name, id);
        url.searchParams.delete(name);
        history.replaceState(history.state, "", url);
    }
    document.addEventListener("submit", ({ target }) => {
        for (const field of target.querySelectorAll(`input[name=${name}]`))
            field.value = sessionStorage.getItem(name) ?? "";
    }, true);
})();
