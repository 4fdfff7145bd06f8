#!/bin/sh
# Reports an order: report.sh CLICK_ID ORDER VALUE CURRENCY
curl -sS --fail-with-body "$CURT/api/v1/conversions" -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \
    --data "{\"click_id\": \"$1\", \"id\": \"$2\", \"value\": $3, \"currency\": \"$4\"}"
