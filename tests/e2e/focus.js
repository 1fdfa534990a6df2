// Start to note each element that receives the focus, and whether anyone can see it.
() => {
    const colour = (text) => {
        const parts = text.match(/[\d.]+/g).map(Number);
        return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
        const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
        return (high + 0.05) / (low + 0.05);
    };
    const behind = (element) => {
        for (let up = element; up; up = up.parentElement) {
            const found = colour(getComputedStyle(up).backgroundColor);
            if (found.alpha > 0.99) return found.rgb;
        }
        return [255, 255, 255];
    };
    const name = (element) => {
        const label = element.getAttribute("aria-label") || element.labels?.[0]?.textContent
            || element.textContent || element.value || "";
        const kind = element.id ? `#${element.id}` : (element.className && `.${element.className}`) || "";
        return `<${element.tagName.toLowerCase()}${kind}> « ${label.trim().replace(/\s+/g, " ").slice(0, 40)} »`;
    };
    const faultsOf = (element) => {
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const faults = [];
        // In the page, not in the window: the scroll that follows the focus may be yet to come.
        const [right, bottom] = [box.right + scrollX, box.bottom + scrollY];
        if (box.width < 2 || box.height < 2 || right < 1 || bottom < 1) faults.push("is out of sight");
        const width = parseFloat(style.outlineWidth);
        if (style.outlineStyle === "none" || width < 2) {
            faults.push(`has an outline of ${style.outlineStyle} ${style.outlineWidth}`);
            return faults;
        }
        // Outside the element the ring lies on what is behind its parent, inside it on its own.
        const inside = parseFloat(style.outlineOffset) + width <= 0;
        const ratio = contrast(colour(style.outlineColor).rgb, behind(inside ? element : element.parentElement));
        if (ratio < 3) faults.push(`has an outline of contrast ${ratio.toFixed(2)}`);
        return faults;
    };
    const reachable = [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
    )].filter((element) => element.tabIndex >= 0 && !element.disabled
        && element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
        && !element.closest("[inert]") && element.type !== "radio");
    window.focusReport = { stops: [], wanted: reachable.length, reached: new Set() };
    document.addEventListener("focusin", (event) => {
        const element = event.target;
        window.focusReport.reached.add(element);
        window.focusReport.stops.push([name(element), faultsOf(element)]);
    });
    window.focusFaults = () => {
        const seen = [];
        for (const [who, faults] of window.focusReport.stops) {
            for (const fault of faults) seen.push(`${who} ${fault}`);
        }
        for (const element of reachable) {
            if (!window.focusReport.reached.has(element)) seen.push(`${name(element)} is never reached with Tab`);
        }
        return [...new Set(seen)];
    };
    // A date is typed in four stops (day, month, year, calendar), an hour in four at most.
    const more = { date: 3, time: 3 };
    return reachable.reduce((stops, element) => stops + 1 + (more[element.type] || 0), 0);
}
