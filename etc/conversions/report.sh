#!/bin/sh
# Reports an order: report.sh CLICK_ID ORDER VALUE CURRENCY (jq makes a text of what a visitor sent)
jq -n --arg click_id "$1" --arg id "$2" --arg value "$3" --arg currency "$4" '$ARGS.named' |
    curl -sS --fail-with-body "$CURT/api/v1/conversions" -H "Authorization: Bearer $KEY" \
        -H 'Content-Type: application/json' --data @-
