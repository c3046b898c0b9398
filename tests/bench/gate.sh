# Sourced by run.sh: the days are closed and every book is held against every other. Not run by itself.
GATE_FAILED=0

hold() {
    local what=$1; shift
    if "$@"; then printf '  ok    %s\n' "$what"; else printf '  FAIL  %s\n' "$what"; GATE_FAILED=$((GATE_FAILED + 1)); fi
}

gateway_sql() { sql "${GATEWAY_OWNER_URL/gateway_owner@/postgres@}" "$1"; }
unresolved() { gateway_sql "select count(*) from settlement where state in ('awaiting_answer', 'in_doubt', 'reversing')"; }

# Counts and sums by insurance type and care kind, as the gateway's statement says them …
statement_cells() {
    gateway --json statement show "$1" | jq -S '[.cells[] | {i: .insurance_type, c: .care, n: .settlements, x: .cancels,
        total: (.sums.total | tonumber), fund: (.sums.fund_total | tonumber), account: (.sums.account | tonumber),
        cash: (.sums.cash | tonumber)}] | sort_by(.i, .c)'
}
# … and as a peer's own book does.
book_cells() {
    peers "/books/$1?day=$DAY&list=no" | jq -S '[.cells[] | {i: .insutype, c: .care_kind, n: .settlements, x: .cancels,
        total: .sums.medfee_sumamt, fund: .sums.fund_pay_sumamt, account: .sums.acct_pay, cash: .sums.psn_cash_pay}] | sort_by(.i, .c)'
}
# One line of all cells, in fen: count total fund account cash.
in_one_line() { jq -r '[.[] | [.n, .total, .fund, .account, .cash]] | transpose | map(add) | [.[0]] + (.[1:] | map(. * 100 | round)) | map(tostring) | join(" ")'; }
answered_line() { jq -r ".$1 | [.count, .total_fen, .fund_fen, .account_fen, .cash_fen] | map(tostring) | join(\" \")" "$RUN/booked.json"; }

check_direction() {
    local direction=$1 book=$2 answered=$3 id cells theirs
    id=$(gateway --json statement list | jq -r ".statements[].id | select(contains(\"$direction\"))")
    [ -n "$id" ] || { hold "$direction: there is a statement" false; return; }
    hold "$direction: the statement is agreed and ΣDr = ΣCr" \
        test "$(gateway --json statement show "$id" | jq '.balances and .state == "agreed"')" = true
    cells=$(statement_cells "$id") theirs=$(book_cells "$book")
    hold "$direction: the book of $book, kept by other code, holds the same cells" test "$cells" = "$theirs"
    hold "$direction: what was answered as settled is what is cleared ($(in_one_line <<<"$cells" | cut -d' ' -f1) settlements)" \
        test "$(in_one_line <<<"$cells")" = "$(answered_line "$answered")"
}

validity_gate() {
    headline "Validity: the days are closed and the books held against each other"
    order resolve resolve
    local tries
    for tries in $(seq 1 120); do [ "$(unresolved)" = 0 ] && break; sleep 0.5; done
    hold "nothing awaits an answer, is in doubt or being reversed" test "$(unresolved)" = 0
    hold "no answer is unknown to the hospitals" test "$(jq .still_unknown "$RUN/resolve.json")" = 0
    peers /clock/advance -X POST -d '{"to":"2018-10-17 00:40:00"}' >/dev/null
    gateway clock advance --to "2018-10-17 00:40:00" >/dev/null
    order close "close $DAY"
    hold "Shanghai closed its day with us: digest of all lines equal, statement agreed" \
        test "$(jq '.equal and .agreed and (.differences | length == 0)' "$RUN/close.json")" = true
    gateway --json day close --platform delta --counterparty 310000 --direction visitor --day "$DAY" >"$RUN/day-visitor.json" || true
    hold "our day is closed with Shanghai: no difference" test "$(jq '.difference_count == 0' "$RUN/day-visitor.json")" = true
    order booked booked
    check_direction visitor shanghai visitors
    check_direction resident_away bureau-core residents
    hold "every booked settlement is in a cleared line of that day" test "$(gateway_sql "select
        (select count(*) from settlement_record where state = 'booked' and cleared_day is null) = 0")" = t
    hold "every settlement's postings come to its fund and account, each transfer between the two right accounts" test "$(gateway_sql "select
        not exists (select from settlement s left join (select settlement_no, sum(amount) as posted,
                           bool_and((direction, debit, credit) in (('visitor', 'R1', 'H'), ('resident_away', 'B', 'P1'))) as fits
                       from transfer where settlement_no is not null and event = 'answered_yes' group by 1) t using (settlement_no)
                    where s.state = 'booked' and (coalesce(t.posted, 0) <> s.fund_total + s.account or not coalesce(t.fits, true)))")" = t
    hold "nothing failed under load" test "$(jq -s 'map(.failures | length) | add' "$RUN/full.json" "$RUN/half.json" "$RUN/chain.json")" = 0
    [ "$GATE_FAILED" -eq 0 ]
}
