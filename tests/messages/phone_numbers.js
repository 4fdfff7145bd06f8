// phone_numbers.js: prints numbers of every country as people write them, one a line with the digits that
// libphonenumber-js reads in it, for phone_numbers.bats.
//
//   node phone_numbers.js BUILD
'use strict';

const path = require('path');
const library = path.join(process.argv[2], 'node_modules', 'libphonenumber-js');
const {parsePhoneNumberFromString, getExampleNumber} = require(path.join(library, 'max'));
const metadata = require(path.join(library, 'metadata.max.json'));
const examples = require(path.join(library, 'examples.mobile.json'));

const NATIONAL_PREFIX = 5;

for (const [country, facts] of Object.entries(metadata.countries)) {
    const example = getExampleNumber(country, examples);
    if (!example)
        continue;
    const code = example.countryCallingCode, national = String(example.nationalNumber);
    const forms = [example.formatInternational(), `00${code} ${national}`, `(+${code}) ${national}`,
        `+${code}-${national}`, example.getURI()];
    // San Marino's has a meaning of its own, and a country may share its code with one that has another trunk prefix.
    const first = metadata.countries[metadata.country_calling_codes[code][0]];
    if (facts[NATIONAL_PREFIX] && facts[NATIONAL_PREFIX] === first[NATIONAL_PREFIX]) {
        const written = facts[NATIONAL_PREFIX] + national;
        forms.push(`+${code} ${written}`, `+${code} (${written})`, `${code}${written}`);
    }
    for (const form of forms) {
        const judged = parsePhoneNumberFromString(/^\+|tel:|^\(\+/.test(form) ? form : `+${form.replace(/^00/, '')}`);
        if (judged && judged.isValid())
            console.log(`${form}\t${judged.number.slice(1)}`);
    }
}
