// numbering-plans.js: prints numbering_plan_data.inc. Of each country code: the lengths of its national numbers, its trunk
// prefixes, and with which two digits a national number may begin where a trunk prefix does, too.
//
//   node numbering-plans.js METADATA VERSION
'use strict';

const fs = require('fs');
const metadata = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));

// Fields of a country in libphonenumber-js's metadata, version 4.
const PATTERN = 2, LENGTHS = 3, NATIONAL_PREFIX = 5, PREFIX_FOR_PARSING = 7, LEADING_DIGITS = 10;

// Lengths that are in use and not in the metadata: WhatsApp writes Mexico's mobile numbers with a 1 after 52.
const also = {52: [11]};

// What the metadata strips beside a trunk prefix: carriers' codes, area codes. A trunk prefix is what is left of it.
const trunks = country => {
    const parsing = country[PREFIX_FOR_PARSING] || '';
    const found = new Set(country[NATIONAL_PREFIX] ? [country[NATIONAL_PREFIX]] : []);
    for (const digits of ['0', '8', '80', '06', '1'])
        if (found.size > 0 && new RegExp(`^(?:${parsing})$`).test(digits))
            found.add(digits);
    return [...found].sort((a, b) => b.length - a.length);
};

// A fixed sequence, so that the file comes out the same each time.
let seed = 1;
const digit = () => (seed = (seed * 48271) % 2147483647) % 10;

// Does some national number of this length begin with the two digits? Each two after them are tried with many ends.
const begins = (pattern, length, two) => {
    for (let next = 0; next < 100; next++)
        for (let i = 0; i < 60; i++) {
            let number = two + String(next).padStart(2, '0');
            while (number.length < length)
                number += digit();
            if (pattern.test(number.slice(0, length)))
                return true;
        }
    return false;
};

const mask = lengths => [...lengths].reduce((all, length) => all | 1 << length, 0);

// "80:7c0": national numbers begin with 80, when they have these lengths.
const starts = (country, prefixes) => {
    const pattern = new RegExp(`^(?:${country[PATTERN]})$`);
    const out = [];
    for (let n = 0; n < 100; n++) {
        const two = String(n).padStart(2, '0');
        const lengths = prefixes.some(prefix => prefix[0] === two[0]) ?
            country[LENGTHS].filter(length => begins(pattern, length, two)) : [];
        if (lengths.length > 0)
            out.push(`${two}:${mask(lengths).toString(16)}`);
    }
    return out;
};

// "671:GU 684:AS": countries that share the code, by the three digits with which all their numbers begin.
const areas = countries => {
    const out = [];
    for (let n = 0; n < 1000; n++) {
        const three = String(n).padStart(3, '0');
        const of = countries.filter(name => metadata.countries[name][LEADING_DIGITS] &&
            new RegExp(`^(?:${metadata.countries[name][LEADING_DIGITS]})`).test(three));
        if (of.length === 1)
            out.push(`${three}:${of[0]}`);
    }
    return out;
};

const rows = [];
for (const [code, countries] of Object.entries(metadata.country_calling_codes)) {
    const country = metadata.countries[countries[0]];
    const lengths = new Set([...also[code] || [], ...countries.flatMap(name => metadata.countries[name][LENGTHS])]);
    const prefixes = trunks(country);
    const some = areas(countries.slice(1)), others = countries.filter(name => !some.some(one => one.endsWith(name)));
    rows.push([code, lengths, prefixes.join(' '), starts(country, prefixes).join(' '), others.join(' '), some.join(' ')]);
}
for (const [code, entity] of Object.entries(metadata.nonGeographic))
    rows.push([code, new Set(entity[3]), '', '', '', '']);
rows.sort((a, b) => a[0] < b[0] ? -1 : 1);

console.log(`/*
 * numbering_plan_data.inc: made by lib/message/numbering-plans from the metadata of libphonenumber, in
 * npm's libphonenumber-js ${process.argv[3]}. Not to be edited.
 *
 *     country code, its national numbers' lengths (bit n: n digits), trunk prefixes, the two digits with
 *     which national numbers begin although a trunk prefix does, and the lengths of those (hexadecimal); the
 *     countries that share the code (ISO 3166-1), the main one first; and those that have the numbers that
 *     begin with three digits
 *
 * SPDX-License-Identifier: ISC
 */`);
for (const [code, lengths, prefixes, first, countries, some] of rows) {
    const bits = mask(lengths).toString(16).padStart(4, '0');
    console.log(`{"${code}", 0x${bits}, "${prefixes}", "${first}", "${countries}", "${some}"},`);
}
