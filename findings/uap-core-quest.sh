#!/bin/bash
# uap-core-quest: uap-core 0.18 takes every program whose name has "Quest" in it for a headset that runs Android.
#
# Its rules for the Quest headsets are the bare words "Quest", "Quest 2" and so on, for the operating system and for the
# device. They stand before the rules for iOS, Windows and the rest, and the first rule that matches counts. So an app for
# iPhones called BikeQuest counts as Android on such a headset. 0.16, which Debian 12 has, does not do that. Programs
# that count systems or devices by uap-core should narrow these rules to where a device's name stands.
#
# Seen with npm's uap-core 0.18.0 and 0.16.0, their rules applied in order as the specification in the package says.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund uap18@npm:uap-core@0.18.0 uap16@npm:uap-core@0.16.0 js-yaml@4.1.0 >/dev/null

cat >apply.js <<'END'
const fs = require('fs'), yaml = require('js-yaml');
const text = 'BikeQuest/2.1 (iPhone; iOS 17.4; Scale/3.00)';
for (const name of ['uap16', 'uap18']) {
    const rules = yaml.load(fs.readFileSync(`node_modules/${name}/regexes.yaml`, 'utf8'));
    const first = (list, field) => {
        for (const rule of list) {
            const match = new RegExp(rule.regex, rule.regex_flag).exec(text);
            if (match)
                return (rule[field] || '$1').replace(/\$(\d)/g, (all, n) => match[n] || '');
        }
        return 'Other';
    };
    console.log(`${name} ${first(rules.os_parsers, 'os_replacement')} ${first(rules.device_parsers, 'device_replacement')}`);
}
END
node apply.js | tee seen
diff seen - <<'END'
uap16 iOS iPhone
uap18 Android Quest
END
