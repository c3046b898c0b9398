# Sourced by demo.sh: the real cases, the load, the day's close and the check of the books. Not run by itself.
DAY="2018-10-16"
AFTER_MIDNIGHT="2018-10-17 00:40:00"
checks_failed=0

check() {
    local what=$1; shift
    if "$@"; then printf '  ok    %s\n' "$what"; else printf '  FAIL  %s\n' "$what"; checks_failed=$((checks_failed + 1)); fi
}

headline() { printf '\n== %s\n' "$*"; }

# One story; its steps as they were answered. The story says which answers it expects.
play() {
    local story=$1 answer
    answer=$(peers /play -X POST -H 'content-type: application/json' -d "{\"story\":\"$story\"}")
    printf '%s\n' "$answer" >"$RUN/play-$story.json"
    printf '%s\n' "$answer" | jq -r '
        "\n" + (.title // .story // "'"$story"'"),
        (.steps[]? | "    \(.infno)\t\(if .code == "" or .code == null or .code == "0" then "ok" else .code end)\t\(.ms) ms\t\((.err_msg // .text // "") | .[0:110])")' |
        expand -t 6,18,30
    check "$story went as the story says" test "$(printf '%s' "$answer" | jq -r .outcome)" = as_expected
}

play_real_cases() {
    headline "The real cases (DOMAIN: amounts are facts; codes, and Mr Tu's and Ms Yuan's split, are invented)"
    local story
    for story in zhang-as-printed zhang-corrected tu tang yuan; do play "$story"; done
    headline "Cancelled, reversed, refused"
    for story in visitor-cancel-resettle visitor-reverse resident-cancel visitor-inpatient-cancel \
        resident-referral-2018 visitor-never-registered visitor-twice; do play "$story"; done
}

play_load() {
    headline "200 more claims through the peers' benefit engines"
    local answer
    answer=$(peers /load -X POST -d '{"claims":220,"parallel":8}')
    printf '%s\n' "$answer" >"$RUN/load.json"
    printf '%s\n' "$answer" | jq -c '.outcomes, .settle_latency_ms'
    check "every claim of the load was settled" test "$(printf '%s' "$answer" | jq '[.. | objects | keys[]? | select(startswith("failed") or startswith("error"))] | length')" = 0
}

play_by_curl() {
    headline "One claim by curl, as a hospital's own system would send it (sim-peers/examples/claim.sh --show tells every message)"
    check "it was settled as it was quoted" env GATEWAY_PKI="$RUN/pki" "$ROOT/sim-peers/examples/claim.sh"
}

days() { gateway --json day list | jq -r '.days[] | select(.day == "'$DAY'") | [.platform, .counterparty, .direction] | @tsv'; }

close_the_day() {
    headline "The business clock passes midnight; the day is closed with every partner over the wire"
    peers /clock/advance -X POST -d "{\"to\":\"$AFTER_MIDNIGHT\"}" >/dev/null
    gateway clock advance --to "$AFTER_MIDNIGHT" >/dev/null
    local platform counterparty direction
    while IFS=$'\t' read -r platform counterparty direction; do
        if [ "$platform" = delta ] && [ "$direction" = resident_away ]; then
            # Shanghai treated these persons: it closes that day with us.
            peers /day/close -X POST -d "{\"role\":\"shanghai\",\"day\":\"$DAY\"}" >"$RUN/day-close-shanghai.json" </dev/null
            check "Shanghai closed its day with us: totals equal, statement agreed" \
                test "$(jq '.equal and .agreed' "$RUN/day-close-shanghai.json")" = true
        else
            local file="$RUN/day-close-$platform-$counterparty-$direction.json"
            gateway --json day close --platform "$platform" --counterparty "$counterparty" --direction "$direction" \
                --day "$DAY" >"$file" </dev/null || true
            check "closed $platform $counterparty $direction: totals equal, no difference" \
                test "$(jq '.difference_count == 0' "$file" 2>/dev/null)" = true
        fi
    done < <(days)
}

statement_ids() { gateway --json statement list | jq -r '.statements[].id'; }

print_statements() {
    headline "Statements"
    local id
    for id in $(statement_ids); do gateway statement show "$id" </dev/null; echo; done
}

# Compares one statement with a peer's own book: counts and every sum, per insurance type and care kind.
same_as_book() {
    local statement=$1 book=$2 prefix=$3 ours theirs
    ours=$(gateway --json statement show "$statement" | jq -S '[.cells[] | {i: .insurance_type, c: .care, n: .settlements, x: .cancels,
        total: .sums.total, fund: .sums.fund_total, account: .sums.account, cash: .sums.cash}] | sort_by(.i, .c)
        | map(.total |= tonumber | .fund |= tonumber | .account |= tonumber | .cash |= tonumber)')
    theirs=$(peers "/books/$book?day=$DAY" | jq -S --arg own "$prefix" '[.settlements[] | select((.state == "booked" or .state == "cancelled") and
          (($own == "") or (.treatment_division | startswith($own)) ))]
        | group_by([.insutype, .care_kind]) | map({i: .[0].insutype, c: .[0].care_kind,
            n: (map(select(.kind == "settle")) | length), x: (map(select(.kind == "cancel")) | length),
            total: (map(.split.medfee_sumamt * 100 | round) | add / 100), fund: (map(.split.fund_pay_sumamt * 100 | round) | add / 100),
            account: (map(.split.acct_pay * 100 | round) | add / 100), cash: (map(.split.psn_cash_pay * 100 | round) | add / 100)}) | sort_by(.i, .c)')
    [ "$ours" = "$theirs" ] && [ "$ours" != "[]" ] && return
    diff <(printf '%s\n' "$ours") <(printf '%s\n' "$theirs") | head -20
    return 1
}

check_books() {
    headline "The books, checked against those of the peers (kept by other code)"
    local id json
    for id in $(statement_ids); do
        json=$(gateway --json statement show "$id")
        check "$id: agreed, trial balance ΣDr = ΣCr" test "$(printf '%s' "$json" | jq '.balances and (.state == "agreed")')" = true
        case $id in
            *delta-310000-visitor*) check "$id: Shanghai's own book says the same" same_as_book "$id" shanghai 33 ;;
            *national-520100-visitor*) check "$id: Guiyang's own book says the same" same_as_book "$id" guiyang 33 ;;
            *delta-310000-resident_away*) check "$id: the bureau core's own book says the same" same_as_book "$id" bureau-core 31 ;;
            *national-110000-resident_away*) check "$id: the bureau core's own book says the same" same_as_book "$id" bureau-core 11 ;;
        esac
    done
    check "a statement for each of the four flows" test "$(statement_ids | wc -l)" -ge 4
    check "nothing is in doubt or being reversed" test "$(gateway --json settlement list --state in_doubt | jq '.settlements | length')" = 0
    [ "$checks_failed" -eq 0 ]
}
