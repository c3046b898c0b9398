#include "sim-peers/people.hpp"

#include <algorithm>

namespace clearing::peers {
namespace {

std::string digits(std::size_t value, std::size_t width) {
    std::string text = std::to_string(value);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

Fen fen_or_zero(const Json& json, const std::string& name) {
    return read_fen(json.text(name)).value_or(Fen{});
}

Split read_answer(const Json& json, bool resident) {
    Split split;
    for (const auto& [name, member] : compared_amounts)
        split.*member = fen_or_zero(json, name);
    split.person = split.account + split.cash;
    split.parts = parts_of(split, resident);
    return split;
}

Person read_person(const Json& row) {
    Person person;
    person.key = row.text("key");
    person.name = row.text("name");
    person.number = row.text("psn_no");
    person.cert_no = row.text("certno");
    person.card_no = row.text("card_no");
    person.card_sn = row.text("card_sn");
    person.gender = row.text("gend");
    person.birth_date = row.text("brdy");
    person.division = row.text("division");
    person.year.account_balance = fen_or_zero(row, "balc");
    for (const auto& insurance : row["insurances"].items()) {
        person.insurances.push_back(
            {insurance.text("insutype"), insurance.text("psn_type"), insurance.text("cvlserv_flag") == "1"});
    }
    for (const auto& filing : row["filings"].items()) {
        person.filings.push_back(
            {filing.text("type"), filing.text("number"), filing.text("begin"), filing.text("end")});
    }
    const bool resident = !person.insurances.empty() && person.insurances.front().insurance_type != "310";
    for (const auto& script : row["scripted"].items()) {
        ScriptedOutcome outcome{fen_or_zero(script, "total"), {}, 0};
        for (const auto& answer : script["answers"].items())
            outcome.answers.push_back(read_answer(answer, resident));
        person.scripted.push_back(std::move(outcome));
    }
    return person;
}

/// People who do not exist: numbers in sequence, names that say so. Every fifth is a resident, every seventh a civil
/// servant.
Person generated(const Json& row, std::size_t i) {
    const std::string division = row.text("division");
    Person person;
    person.key = division + "-" + std::to_string(i);
    person.name = "测试" + row.text("surname") + std::to_string(i);
    person.division = row.text("insured_division").empty() ? division : row.text("insured_division");
    person.number = row.text("number_prefix") + digits(i, row.text("number_prefix").size() < 6 ? 5 : 20);
    const std::size_t year = 1940 + i * 7 % 55;
    person.birth_date = std::to_string(year) + "-01-01";
    person.cert_no = with_check_digit(row.text("cert_division") + std::to_string(year) + "0101" + digits(i % 1000, 3));
    person.card_no = "K" + division + digits(i, 8);
    person.card_sn = "SN" + digits(i, 10);
    person.gender = i % 1000 % 2 ? "1" : "2";
    const bool resident = i % 5 == 0;
    person.insurances.push_back(
        {resident ? "390" : "310", resident ? "15" : (year < 1965 ? "12" : "11"), i % 7 == 0 && !resident});
    if (!resident) person.year.account_balance = {static_cast<std::int64_t>(20'000 + i * 3'111 % 300'000)};
    person.filings.push_back(
        {i % 3 == 0 && !resident ? "referral" : "residence", "F" + division + digits(i, 8), "2015-01-01", ""});
    return person;
}

}  // namespace

std::string with_check_digit(const std::string& seventeen_digits) {
    static constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 17 && i < seventeen_digits.size(); ++i)
        sum += (seventeen_digits[i] - '0') * weights[i];
    return seventeen_digits + "10X98765432"[sum % 11];
}

const PersonInsurance* Person::insured_as(const std::string& insurance_type) const {
    const auto found = std::ranges::find(insurances, insurance_type, &PersonInsurance::insurance_type);
    return found == insurances.end() ? nullptr : &*found;
}

std::string Person::filing_on(const std::string& date) const {
    for (const auto& filing : filings) {
        if (date >= filing.begin && (filing.end.empty() || date <= filing.end)) return filing.type;
    }
    return "none";
}

std::expected<People, std::string> People::read(const Json& file, const std::string& prefix) {
    People people;
    for (const auto& row : file["named"].items()) {
        if (!row.text("division").starts_with(prefix)) continue;
        people.add(read_person(row));
        const Person& person = people.people_.back();
        if (person.name.empty() || person.cert_no.empty() || person.insurances.empty()) {
            return std::unexpected("people.json: person " + person.key + " lacks a name, certno or insurance");
        }
    }
    for (const auto& row : file["generated"].items()) {
        if (!row.text("division").starts_with(prefix)) continue;
        const auto count = static_cast<std::size_t>(row["count"].integer());
        for (std::size_t i = 1; i <= count; ++i)
            people.add(generated(row, i));
    }
    return people;
}

void People::add(Person person) {
    const std::size_t place = people_.size();
    by_key_.emplace(person.key, place);
    by_cert_.emplace(person.cert_no, place);
    by_number_.emplace(person.number, place);
    by_card_.emplace(person.card_no, place);
    people_.push_back(std::move(person));
}

Person* People::by_key(const std::string& key) {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &people_[found->second];
}

/// The first in the list whom any of them fits.
Person* People::find(const std::string& cert_no, const std::string& number, const std::string& card_no) {
    std::size_t first = people_.size();
    const auto look = [&first](const Places& places, const std::string& wanted) {
        if (wanted.empty()) return;
        const auto found = places.find(wanted);
        if (found != places.end()) first = std::min(first, found->second);
    };
    look(by_cert_, cert_no);
    look(by_number_, number);
    look(by_card_, card_no);
    look(by_cert_, card_no);
    return first == people_.size() ? nullptr : &people_[first];
}

}  // namespace clearing::peers
