// world_map.js: countries in five shades by their clicks. The shapes (etc/world-map) are loaded when there is something to show.
import { number, t } from "../lib/text.js";

const SHADES = 5;
let loaded;

function svg(name, attributes, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes))
        node.setAttribute(key, value);
    node.append(...children);
    return node;
}

function country(shape, name, clicks, most) {
    const shade = Math.max(1, Math.ceil(Math.log(clicks + 1) / Math.log(most + 1) * SHADES));
    const title = svg("title", {});
    title.textContent = `${name}: ${number(clicks)}`;
    return svg("path", { d: shape, class: clicks > 0 ? `shade-${shade}` : "shade-0" }, title);
}

// rows: [{ code, name, count }] of the countries that there are.
export async function worldMap(place, rows) {
    loaded ??= fetch("/ui/link/world.json").then((response) => response.json());
    const world = await loaded, counts = new Map(rows.map((row) => [row.code, row])), most = Math.max(1, ...rows.map((row) => row.count));
    const shapes = Object.entries(world.countries).map(([code, shape]) => country(shape, counts.get(code)?.name ?? code, counts.get(code)?.count ?? 0, most));
    const label = t("link.map", { names: rows.slice(0, 3).map((row) => `${row.name} ${number(row.count)}`).join(", ") });
    place.replaceChildren(svg("svg", { class: "map", viewBox: `0 0 ${world.width} ${world.height}`, role: "img", "aria-label": label },
        svg("path", { d: world.rest, class: "shade-0" }), ...shapes));
}
