#pragma once

#include "adapters/yangtze_delta/parties.hpp"
#include "gateway/domain/claim.hpp"
#include "gateway/domain/day.hpp"

// Values of the domain as the tests send them; all persons and codes are invented.

namespace clearing::test {

inline yangtze_delta::Parties sample_parties() {
    return {DivisionCode("310101"), DivisionCode("330203"), InstitutionCode("H31010100001"), "测试医院"};
}

inline Person sample_person() {
    Person person;
    person.number = "3302000001";
    person.cert_type = "01";
    person.cert_no = "330204195001010011";
    person.name = "测试甲";
    person.voucher_type = "03";
    person.voucher_no = "A00000001";
    person.card_sn = "SN0001";
    person.person_type = "11";
    person.gender = "1";
    person.birth_date = "1950-01-01";
    return person;
}

/// Ms Zhang corrected: fund 1,126.60, account 2.00, cash 240.23.
inline PaymentSplit sample_split() {
    PaymentSplit split;
    split.total = Money::from_fen(136'883);
    split.funds[Fund::hifp] = Money::from_fen(112'000);
    split.funds[Fund::oth] = Money::from_fen(660);
    split.fund_total = Money::from_fen(112'660);
    split.account = Money::from_fen(200);
    split.mutual_aid = Money::from_fen(50);
    split.cash = Money::from_fen(24'023);
    split.person_total = Money::from_fen(24'223);
    split.scope = {Money::from_fen(100), Money::from_fen(100), Money::from_fen(683), Money::from_fen(136'000)};
    split.payments = {{"310100", "统筹基金", Money::from_fen(112'660), Money::from_fen(136'000), {}, {}},
                      {"310200", "个人账户", Money::from_fen(200), Money{}, {}, {}}};
    return split;
}

inline Diagnosis sample_diagnosis() {
    Diagnosis diagnosis;
    diagnosis.type = "1";
    diagnosis.rank = 1;
    diagnosis.code.code = "I10.x00";
    diagnosis.code.name = "高血压";
    diagnosis.code.original_code = "I10";
    diagnosis.code.original_name = "原发性高血压";
    diagnosis.code.map_row = "diagnoses:local:I10>national@2017-01-01";
    diagnosis.main = true;
    return diagnosis;
}

inline Claim sample_claim(std::string bill = "B0001") {
    Claim claim;
    claim.visit = VisitId("310000VISIT0001");
    claim.bill = BillNumber(std::move(bill));
    claim.care = CareSetting::outpatient;
    claim.person = sample_person();
    claim.insurance_type = InsuranceType("310");
    claim.med_type = "11";
    claim.total = sample_split().total;
    claim.use_account = false;
    claim.emergency = true;
    claim.scope = sample_split().scope;
    claim.categories = {{"09", claim.total, claim.scope}};
    claim.diagnoses = {sample_diagnosis()};
    claim.begin_time = "2018-10-16 09:30:00";
    claim.institution_level = "3";
    return claim;
}

inline SettledBill sample_bill() {
    SettledBill bill;
    bill.settlement = SettlementId("330200CCCCCCCCCCCCCCCCCCCCCCCC");
    bill.settled_at = "2018-10-16 10:00:01";
    bill.split = sample_split();
    bill.balance = "1000.00";
    bill.deductible = "300.00";
    bill.pool_ratio = "0.85";
    bill.clearing_type = "11";
    bill.clearing_way = "1";
    bill.clearing_agency = "330200";
    bill.quote = QuoteId("Q0001");
    bill.quote_expires_at = "2018-10-16 10:10:00";
    return bill;
}

inline FeeLine sample_line(int number) {
    FeeLine line;
    line.id = LineId("L" + std::to_string(number));
    line.bill = BillNumber("B0001");
    line.occurred_text = "2018-10-16 09:40:00";
    line.occurred_at = *parse_local_time(line.occurred_text);
    line.list_type = "101";
    line.charge_item_type = "09";
    line.med_list_code = "XA01AAA001";
    line.institution_list_code = "DRUG-1";
    line.name = "药品";
    line.translated.code = "XA01AAA001";
    line.translated.name = "药品";
    line.translated.original_code = "DRUG-1";
    line.translated.original_name = "药";
    line.translated.map_version = "2018-10";
    line.translated.map_row = "drugs:local:DRUG-1>national@2017-01-01";
    line.national_code = "XA01AAA001";
    line.count = *Decimal::parse("3");
    line.unit_price = *Decimal::parse("0.3333");
    line.amount = Money::from_fen(100);
    line.split.in_scope = Money::from_fen(100);
    line.charge_level = "01";
    return line;
}

inline DayLine sample_day_line(int number) {
    DayLine line;
    std::string digits = std::to_string(100'000 + number);
    line.key = {DivisionCode("310000"), SettlementId("310000S" + digits)};
    line.insurance_type = InsuranceType("310");
    line.care = CareSetting::outpatient;
    line.split = sample_split();
    line.assigned_day = *ClearingDay::parse("2018-10-16");
    return line;
}

}  // namespace clearing::test
