// world-map.js: the countries of a TopoJSON file as paths of SVG, on a grid as coarse as a page shows them.
//
//   node world-map.js COUNTRIES ISO-3166-1 >world.json
//
// Writes { width, height, countries: { "DE": "M1 2l3 4...z" }, rest: "..." }; rest has the land without a code of its own.
'use strict';
const fs = require('node:fs');

const [countriesFile, codesFile] = process.argv.slice(2);
const topology = JSON.parse(fs.readFileSync(countriesFile, 'utf8'));
const codes = new Map(JSON.parse(fs.readFileSync(codesFile, 'utf8'))['3166-1'].map((one) => [one.numeric, one.alpha_2]));
const WIDTH = 1000;
const TOLERANCE = 0.4; // in units of the grid
const LEFT_OUT = new Set(['AQ']); // nobody clicks there, and it takes a quarter of the map
const WITHOUT_NUMBER = { Kosovo: 'XK' }; // user-assigned; databases of addresses use it

// Equal Earth (Savric, Patterson, Jenny 2018): areas are true, so that a big country does not look bigger than it is.
const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796];
const M = Math.sqrt(3) / 2;
function project([longitude, latitude]) {
    const p = Math.asin(M * Math.sin(latitude * Math.PI / 180)), p2 = p * p, p6 = p2 ** 3;
    const x = longitude * Math.PI / 180 * Math.cos(p) / (M * (A1 + 3 * A2 * p2 + p6 * (7 * A3 + 9 * A4 * p2)));
    return [x, -p * (A1 + A2 * p2 + p6 * (A3 + A4 * p2))];
}

const edge = project([180, 0])[0], unit = WIDTH / (2 * edge);
function place(point) {
    const [x, y] = project(point);
    return [(x + edge) * unit, y * unit];
}

// A line without the points that are hardly off it (Douglas and Peucker 1973). Neighbours share a line, so no gap opens.
function simplify(line) {
    const places = line.map(place), [[x0, y0], [x1, y1]] = [places[0], places.at(-1)];
    const length = Math.hypot(x1 - x0, y1 - y0);
    let most = 0, at = 0;
    places.forEach(([x, y], i) => {
        const off = length > 0 ? Math.abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / length : Math.hypot(x - x0, y - y0);
        if (off > most)
            [most, at] = [off, i];
    });
    return most <= TOLERANCE ? [line[0], line.at(-1)] : [...simplify(line.slice(0, at + 1)).slice(0, -1), ...simplify(line.slice(at))];
}

const { scale, translate } = topology.transform;
const arcs = topology.arcs.map((arc) => {
    let x = 0, y = 0;
    return simplify(arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]));
});
const ringOf = (indexes) => indexes.flatMap((i, n) => (i < 0 ? [...arcs[~i]].reverse() : arcs[i]).slice(n > 0 ? 1 : 0));

// The part of a ring on one side of a meridian (Sutherland and Hodgman 1974); side: 1 to the west of it, -1 to the east.
function clip(ring, meridian, side) {
    const inside = ([x]) => side * (meridian - x) >= 0;
    const out = ring.flatMap((point, i) => {
        const before = ring[(i + ring.length - 1) % ring.length];
        if (inside(before) === inside(point))
            return inside(point) ? [point] : [];
        const share = (meridian - before[0]) / (point[0] - before[0]);
        const cut = [meridian, before[1] + share * (point[1] - before[1])];
        return inside(point) ? [cut, point] : [cut];
    });
    return out.length > 0 ? [...out, out[0]] : out;
}

// A ring that crosses the 180th meridian becomes one on each side of it.
function cut(ring) {
    let turn = 0;
    const whole = ring.map(([x, y], i) => {
        if (i > 0 && Math.abs(x - ring[i - 1][0]) > 180)
            turn += x < ring[i - 1][0] ? 360 : -360;
        return [x + turn, y];
    });
    return [-360, 0, 360].map((shift) => clip(clip(whole.map(([x, y]) => [x + shift, y]), 180, 1), -180, -1));
}

const shapeRings = (shape) => (shape.type === 'Polygon' ? shape.arcs : shape.arcs.flat()).map(ringOf).flatMap(cut)
    .map((ring) => ring.map(place).map((point) => point.map(Math.round)));

// A ring without the points that fall together; nothing when less than a triangle is left.
function path(ring) {
    const points = ring.filter(([x, y], i) => i === 0 || x !== ring[i - 1][0] || y !== ring[i - 1][1]);
    if (points.length < 4)
        return '';
    const [[x0, y0]] = points;
    const steps = points.slice(1, -1).map(([x, y], i) => `${x - points[i][0]} ${y - points[i][1]}`);
    return `M${x0} ${y0}l${steps.join(' ').replaceAll(' -', '-')}z`;
}

const shapes = topology.objects.countries.geometries
    .map((shape) => ({ code: codes.get(shape.id) ?? WITHOUT_NUMBER[shape.properties.name], rings: shapeRings(shape) }))
    .filter((shape) => !LEFT_OUT.has(shape.code));
const ys = shapes.flatMap((shape) => shape.rings.flat().map(([, y]) => y));
const top = Math.min(...ys);
const draw = (list) => list.map((ring) => path(ring.map(([x, y]) => [x, y - top]))).join('');

const countries = {};
for (const shape of shapes.filter((one) => one.code).sort((a, b) => (a.code < b.code ? -1 : 1)))
    countries[shape.code] = draw(shape.rings);
const rest = draw(shapes.filter((one) => !one.code).flatMap((one) => one.rings));
process.stdout.write(JSON.stringify({ width: WIDTH, height: Math.max(...ys) - top, countries, rest }).replaceAll('","', '",\n"') + '\n');
