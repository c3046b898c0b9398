#!/usr/bin/env bash
# A visitor's claim as a hospital's system sends it, message by message with curl: 1101 → 2201 → 2203 → 2204 → 2206 → 2207.
#   sim-peers/examples/claim.sh [--show]   against the world of sim-peers/demo.sh; --show prints every message and its answer
# The person, an employee of Shanghai, and every code are the peers' own (invented). Needs curl and jq.
# GATEWAY_URL and GATEWAY_PKI: another gateway, and the folder of local-bureau.crt, local-bureau.key, ca.crt and ca.crl.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
URL="${GATEWAY_URL:-https://127.0.0.1:7443}/fsi/api/claim"  # any path under /fsi/api/: infno says what is asked
PKI="${GATEWAY_PKI:-$ROOT/.run/pki}"
case "${1:-}" in
    "") SHOW=no ;;
    --show) SHOW=yes ;;
    -h | --help) sed -n '2,5p' "$0" | cut -c3-; exit 0 ;;
    *) echo "error: unknown argument $1 (see --help)" >&2; exit 2 ;;
esac

HOSPITAL=H33020300001
STAMP=$(date +%Y%m%d%H%M%S)
BILL="CURL$STAMP"
SERIAL=0
ANSWER=$(mktemp)
trap 'rm -f "$ANSWER"' EXIT

# send INFNO INPUT: one transaction in its envelope. A message id is used once: the same id again is the same question.
send() {
    local infno=$1 input=$2 message
    SERIAL=$((SERIAL + 1))
    message=$(jq -n --arg infno "$infno" --arg msgid "$HOSPITAL$STAMP$(printf '%04d' "$SERIAL")" \
        --arg hospital "$HOSPITAL" --arg time "$(date '+%Y-%m-%d %H:%M:%S')" --argjson input "$input" '{
        infno: $infno, msgid: $msgid, mdtrtarea_admvs: "330200", insuplc_admdvs: "310115", recer_sys_code: "HIS",
        dev_no: "", dev_safe_info: "", cainfo: "", signtype: "", infver: "V1.0", opter_type: "1", opter: "01",
        opter_name: "窗口甲", inf_time: $time, fixmedins_code: $hospital, fixmedins_name: "宁波市第一医院", sign_no: "",
        input: $input}')
    # The gateway knows its caller by the certificate, and is known by its own.
    curl -sS --max-time 30 --cert "$PKI/local-bureau.crt" --key "$PKI/local-bureau.key" --cacert "$PKI/ca.crt" \
        --crlfile "$PKI/ca.crl" -H 'content-type: application/json; charset=utf-8' --data-binary "$message" "$URL" >"$ANSWER"
    if [ "$SHOW" = yes ]; then printf '\n→ %s\n%s\n← %s\n' "$infno" "$message" "$(jq . "$ANSWER")"; fi
    # infcode comes as a number or as a text. A code GW3… would say: the outcome is unknown, ask (5203) before anything else.
    [ "$(jq -r '.infcode | tostring' "$ANSWER")" = 0 ] && return
    echo "$infno: $(jq -r .err_msg "$ANSWER")" >&2
    exit 1
}
answered() { jq -r "$1" "$ANSWER"; }

# Who is it? The insured side answers the number by which it knows the person.
WHO='{"mdtrt_cert_type": "02", "mdtrt_cert_no": "310101194101011183", "card_sn": "", "psn_cert_type": "01",
    "certno": "310101194101011183", "psn_name": "测试沪118"}'
BEGIN="2018-10-16 08:20:00"
send 1101 "$(jq -n --argjson who "$WHO" --arg begin "$BEGIN" '{data: ($who + {begntime: $begin})}')"
PERSON=$(answered .output.baseinfo.psn_no)
WHO=$(jq -n --argjson who "$WHO" --arg person "$PERSON" '$who + {psn_no: $person, psn_type: "12", insutype: "310"}')

# Registration. It answers the visit's id, which everything below names. exp_content is JSON in a text.
FLAGS='{"MDTRT_GRP_TYPE": "01", "TRUM_FLAG": "0", "REL_TTP_FLAG": "0", "OTP_ER_REFL_FLAG": "0"}'
send 2201 "$(jq -n --argjson who "$WHO" --argjson flags "$FLAGS" --arg begin "$BEGIN" --arg bill "$BILL" '{data: ($who + {
    begntime: $begin, ipt_otp_no: ("MZ" + $bill), atddr_no: "D330203000001", dr_name: "医师甲", dept_code: "A03.02",
    dept_name: "呼吸内科", caty: "A03.02", exp_content: ($flags | tojson)})}')"
VISIT=$(answered .output.data.mdtrt_id)

# What the visit is, and what for, in the hospital's own diagnosis code.
send 2203 "$(jq -n --argjson flags "$FLAGS" --arg person "$PERSON" --arg visit "$VISIT" --arg begin "$BEGIN" '{
    mdtrtinfo: {mdtrt_id: $visit, psn_no: $person, med_type: "11", begntime: $begin, main_cond_dscr: "", dise_codg: "",
        dise_name: "", exp_content: ($flags | tojson)},
    diseinfo: [{psn_no: $person, diag_type: "1", maindiag_flag: "1", diag_srt_no: "1", diag_code: "J06.900x003",
        diag_name: "上呼吸道感染", diag_dept: "A03.02", dise_dor_no: "D330203000001", dise_dor_name: "医师甲", diag_time: $begin,
        vali_flag: "1"}]}')"

# What was done: count × price is the line's sum. The answer splits each line into what the insurance covers and what not.
send 2204 "$(jq -n --arg person "$PERSON" --arg visit "$VISIT" --arg begin "$BEGIN" --arg bill "$BILL" '
    def line($no; $code; $own; $count; $price; $sum): {feedetl_sn: ($bill + $no), mdtrt_id: $visit, psn_no: $person,
        chrg_bchno: $bill, rx_circ_flag: "0", fee_ocur_time: $begin, med_list_codg: $code, medins_list_codg: $own,
        det_item_fee_sumamt: $sum, cnt: $count, pric: $price, bilg_dept_codg: "A03.02", bilg_dept_name: "呼吸内科",
        bilg_dr_codg: "D330203000001", bilg_dr_name: "医师甲", hosp_appr_flag: "1"};
    {feedetail: [line("1"; "001102000010000"; "FW001"; 1; "20.00"; "20.00"),
                 line("2"; "XC08CAX079A010010190003"; "YP003"; 60; "31.42"; "1885.20")]}')"
SUMS=$(answered '.output.result | def sum(name): map(.[name] | tonumber * 100 | round) | add / 100;
    {medfee_sumamt: sum("det_item_fee_sumamt"), fulamt_ownpay_amt: sum("fulamt_ownpay_amt"),
     overlmt_selfpay: sum("overlmt_amt"), preselfpay_amt: sum("preselfpay_amt"), inscp_scp_amt: sum("inscp_scp_amt")}')

# The quote: what the settlement comes to, or it is refused.
CLAIM=$(jq -n --argjson who "$WHO" --argjson sums "$SUMS" --argjson flags "$FLAGS" --arg visit "$VISIT" --arg bill "$BILL" '{
    data: ($who + $sums + {mdtrt_id: $visit, chrg_bchno: $bill, med_type: "11", psn_setlway: "01", acct_used_flag: "1",
        invono: "", exp_content: ($flags | tojson)})}')
send 2206 "$CLAIM"
QUOTED=$(answered '.output.setlinfo | [.medfee_sumamt, .fund_pay_sumamt, .acct_pay, .psn_cash_pay] | map(tonumber)')

# The settlement: from here on it stands in the books of both regions.
send 2207 "$CLAIM"
SETTLED=$(answered '.output.setlinfo | [.medfee_sumamt, .fund_pay_sumamt, .acct_pay, .psn_cash_pay] | map(tonumber)')
if [ "$QUOTED" != "$SETTLED" ]; then echo "2207 settled otherwise than 2206 said" >&2; exit 1; fi
answered '.output.setlinfo | "\(.setl_id): \(.medfee_sumamt) = fund \(.fund_pay_sumamt) + account \(.acct_pay) + cash \(.psn_cash_pay)"'
