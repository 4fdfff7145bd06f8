#!/bin/bash
# libphonenumber-float: a phone number that a spreadsheet has saved as a float (4369912345678.0) is read as another
# number, which is valid.
#
# libphonenumber takes the point for a separator, and the 0 after it for one more digit. Where a country's numbers have
# one length, the result is too long and refused. In Austria, Germany, Indonesia, Italy and Sweden, lengths vary: there,
# isValid() is true for somebody else's number. The same holds for a digit after a dash or slash. Programs that import
# lists must look at the separators before the library does.
#
# Seen with npm's libphonenumber-js 1.13.16, metadata "max".
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund libphonenumber-js@1.13.16 >/dev/null

node -e '
const {parsePhoneNumberFromString: parse} = require("libphonenumber-js/max");
for (const text of ["+4369912345678.0", "+4930123456.0", "+390669812345.0", "+4681234567.0", "+4930123456-7", "+447700900000.0"]) {
    const number = parse(text);
    console.log(`${text} ${number.number} ${number.isValid()}`);
}' >seen
cat seen
diff seen - <<'END'
+4369912345678.0 +43699123456780 true
+4930123456.0 +49301234560 true
+390669812345.0 +3906698123450 true
+4681234567.0 +46812345670 true
+4930123456-7 +49301234567 true
+447700900000.0 +4477009000000 false
END
