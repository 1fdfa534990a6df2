// Words of drawings that nobody reads: under 11 px once the drawing has the width it has here.
() => {
    const LEAST = 11;
    const small = [...document.querySelectorAll("svg text")].flatMap((text) => {
        const scale = text.getScreenCTM();
        if (!scale || !text.checkVisibility({ visibilityProperty: true })) return [];
        const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(scale.a, scale.b);
        const kind = text.closest("svg").className.baseVal || "svg";
        return size < LEAST ? [`« ${text.textContent} » of ${kind} is ${size.toFixed(1)} px`] : [];
    });
    return small.slice(0, 3);
}
