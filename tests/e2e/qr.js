// qr.js: prints what a QR code says, of a PNG, or of an SVG as curt draws it, for qr.bats.
//
//   node qr.js BUILD FILE
'use strict';

const fs = require('fs');
const path = require('path');
const modules = path.join(process.argv[2], 'node_modules');
const jsqr = require(path.join(modules, 'jsqr'));
const {PNG} = require(path.join(modules, 'pngjs'));
const file = fs.readFileSync(process.argv[3]);

// The dark rectangles of the path, ten pixels a module.
const drawn = svg => {
    const scale = 10, size = Number(/viewBox="0 0 (\d+)/.exec(svg)[1]) * scale;
    const data = new Uint8ClampedArray(size * size * 4).fill(255);
    for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
        for (let row = y * scale; row < (+y + 1) * scale; row++)
            for (let column = x * scale; column < (+x + +width) * scale; column++)
                data.fill(0, (row * size + column) * 4, (row * size + column) * 4 + 3);
    return {data, width: size, height: size};
};

const image = file.subarray(1, 4).toString() === 'PNG' ? PNG.sync.read(file) : drawn(file.toString());
console.log(jsqr(new Uint8ClampedArray(image.data), image.width, image.height).data);
