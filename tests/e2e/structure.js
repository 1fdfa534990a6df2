// Faults of the structure of a page, as sentences. `site` ends every title; `admin` relaxes what
// Django's own layout decides; a `framed` page (a small window) has neither header nor footer.
({ site, admin, framed }) => {
    const faults = [];
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const short = (element) => {
        const text = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 50);
        const kind = element.className.baseVal ?? element.className;
        return `<${element.tagName.toLowerCase()}${kind ? ` class="${kind}"` : ""}> « ${text} »`;
    };
    const shown = (element) => element.checkVisibility({ visibilityProperty: true });
    const say = (rule, element) => faults.push(element ? `${rule}: ${short(element)}` : rule);

    if (document.documentElement.lang !== "fr") say("lang is not fr");
    if (!admin && !document.title.replace(/\s+/g, " ").endsWith(` – ${site}`)) say(`title is « ${document.title} »`);
    if (!document.title.replace(/[–|].*/, "").trim()) say(`title says nothing: « ${document.title} »`);

    const headings = all("h1, h2, h3, h4, h5, h6").filter(shown);
    const firsts = headings.filter((heading) => heading.tagName === "H1");
    if (firsts.length !== 1) say(`${firsts.length} h1`);
    if (!admin && headings.length && headings[0].tagName !== "H1") {
        say("a heading stands before the h1", headings[0]);
    }
    let level = headings.length ? Number(headings[0].tagName[1]) : 1;
    for (const heading of headings) {
        const own = Number(heading.tagName[1]);
        if (own > level + 1) say(`heading jumps from h${level} to h${own}`, heading);
        if (!heading.textContent.trim()) say("empty heading", heading);
        level = own;
    }

    const places = { main: all("main, [role=main]") };
    if (!framed) {
        places.header = all("body > header, [role=banner], #container > header");
        places.footer = all("body > footer, [role=contentinfo], #container > footer");
    }
    for (const [name, found] of Object.entries(places)) {
        if (found.filter(shown).length !== 1) say(`${found.length} ${name} landmark`);
    }
    const navigations = all("nav").filter(shown);
    const names = navigations.map((nav) => nav.getAttribute("aria-label")
        || (nav.getAttribute("aria-labelledby") || "").split(" ").map(
            (id) => document.getElementById(id)?.textContent).join(" "));
    names.forEach((name, rank) => {
        if (!name && navigations.length > 1) say("nav without a name", navigations[rank]);
        if (name && names.indexOf(name) !== rank) say(`two nav named « ${name} »`);
    });
    if (!framed && !navigations.length) say("no nav");

    const ids = all("[id]").map((element) => element.id);
    for (const id of new Set(ids.filter((id, rank) => ids.indexOf(id) !== rank))) say(`id « ${id} » twice`);
    for (const link of all('a[href^="#"]')) {
        const target = link.getAttribute("href").slice(1);
        if (target && !document.getElementById(decodeURIComponent(target))) say(`link to a missing #${target}`, link);
    }
    for (const element of all("[aria-labelledby], [aria-describedby], [aria-controls]")) {
        for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls"]) {
            for (const id of (element.getAttribute(attribute) || "").split(" ").filter(Boolean)) {
                if (!document.getElementById(id)) say(`${attribute} names a missing #${id}`, element);
            }
        }
    }
    for (const element of all("[tabindex]")) {
        if (element.tabIndex > 0) say("positive tabindex", element);
    }
    for (const element of all("[style]")) {
        if (!admin) say("style attribute", element);
    }

    for (const table of all("table").filter(shown)) {
        if (!table.caption?.textContent.trim()) say("table without a caption", table);
        const heads = all("th", table);
        if (!heads.length) say("table without headers", table);
        const bare = heads.filter((head) => !["col", "row", "colgroup", "rowgroup"].includes(head.scope));
        if (bare.length) say(`${bare.length} th without scope, the first`, bare[0]);
    }

    for (const picture of all("svg").filter(shown)) {
        const name = picture.getAttribute("aria-label")
            || picture.querySelector(":scope > title")?.textContent
            || (picture.getAttribute("aria-labelledby") || "").split(" ").map(
                (id) => document.getElementById(id)?.textContent || "").join("");
        const links = all("a", picture);
        if (links.length) {  // a map: its links are what is read, in a group that has a name
            if (!picture.closest("[role=group][aria-label]")) say("links in a picture without a named group", picture);
            if (links.some((link) => !link.getAttribute("aria-label"))) say("a link of a picture without a name", picture);
            continue;
        }
        if (picture.getAttribute("role") !== "img") {
            if (picture.getAttribute("aria-hidden") !== "true") say("svg neither named nor hidden", picture);
            continue;
        }
        if (!name?.trim()) say("svg[role=img] without a name", picture);
        const rows = all("main table tr, main ul > li, main ol > li, main dl > dt").filter(
            (row) => !row.closest("nav"));
        if (!rows.length) say(`no table or list with the picture « ${name} »`);
        for (const bar of all("g > title", picture)) {
            const said = rows.find((row) => row.textContent.includes(bar.textContent.replace(/^\S+ /, "")));
            if (!said) say(`no row says what the bar « ${bar.textContent} » shows`);
            else if (!/20\d\d|préciser/.test(said.textContent)) {
                say(`the row of the bar « ${bar.textContent} » gives no date`);
            }
        }
    }
    for (const image of all("img")) {
        if (!image.hasAttribute("alt")) say("img without alt", image);
    }
    for (const state of all(".state")) {
        if (!state.textContent.trim()) say("state without a word", state);
        if (!state.querySelector("svg")) say("state without a shape", state);
    }
    for (const state of all(".mark")) {
        if (admin && !state.textContent.trim()) say("state without a word", state);
    }
    return [...new Set(faults)];
}
