#include "tests/bench/load/cases.hpp"

#include "sim-peers/national/bodies.hpp"

#include <algorithm>

#include <unistd.h>

namespace clearing::bench {
namespace {

constexpr std::size_t lines_of_a_bill = 5;

bool is_generated(const peers::Person& person) {
    return person.scripted.empty() && person.key.find('-') == 6;
}

/// The next generated person, round and round.
const peers::Person& next_person(peers::People& people, std::size_t& turn) {
    auto& all = people.all();
    while (!is_generated(all[turn % all.size()]))
        ++turn;
    return all[turn++ % all.size()];
}

}  // namespace

void Amounts::add(const Amounts& other) {
    count += other.count;
    total += other.total;
    fund += other.fund;
    account += other.account;
    cash += other.cash;
}

Cases::Cases(peers::Catalog catalog, peers::People shanghai, peers::People ningbo, std::string today)
    : catalog_(std::move(catalog)),
      shanghai_(std::move(shanghai)),
      ningbo_(std::move(ningbo)),
      today_(std::move(today)),
      salt_(std::random_device{}() % 1'000'000) {
    compact_ = today_.substr(0, 4) + today_.substr(5, 2) + today_.substr(8, 2) + "080000";
}

Case Cases::next(bool visitor) {
    Case made;
    made.visitor = visitor;
    made.person = visitor ? &next_person(shanghai_, visitors_) : &next_person(ningbo_, residents_);
    peers::Story& story = made.story;
    story.from = visitor ? "hospital" : "shanghai";
    story.treatment_division = visitor ? "330200" : "310000";
    story.insured_division = visitor ? "310000" : "330200";
    story.institution = visitor ? "H33020300001" : "H31010400001";
    story.use_account = (visitors_ + residents_) % 2 == 0;
    story.insurance_type = made.person->insurances.front().insurance_type;
    story.med_type = "11";
    story.begin = today_ + " 07:30:00";
    story.bill_no =
        "B" + std::to_string(salt_) + (visitor ? "V" : "R") + std::to_string(visitor ? visitors_ : residents_);
    story.diagnoses = {catalog_.diagnoses()[random_() % catalog_.diagnoses().size()].code};
    for (std::size_t i = 1; i <= lines_of_a_bill; ++i) {
        const peers::CatalogItem& item = catalog_.items()[random_() % catalog_.items().size()];
        const int count = static_cast<int>(1 + random_() % 4);
        story.lines.push_back({story.bill_no + "-" + std::to_string(i), &item, std::to_string(count),
                               peers::Catalog::price(item, count)});
    }
    made.progress.bill_no = story.bill_no;
    for (const peers::PricedLine& line : story.lines)
        made.progress.scope += line.scope;
    made.progress.has_scope = true;
    return made;
}

std::string Cases::input_of(const Case& of, const char* infno) const {
    return peers::national::body_of_transaction(infno, of.story, *of.person, of.progress, catalog_, false).write();
}

std::string Cases::envelope(const Case& of, const char* infno, const std::string& msgid,
                            const std::string& input) const {
    std::string text;
    text.reserve(input.size() + 500);
    text.append(R"({"infno":")").append(infno).append(R"(","msgid":")").append(msgid);
    text.append(R"(","mdtrtarea_admvs":"330200","insuplc_admdvs":")").append(of.story.insured_division);
    text.append(R"(","recer_sys_code":"MBS_LOCAL","dev_no":"","dev_safe_info":"","cainfo":"","signtype":"",)");
    text.append(R"("infver":"V1.0","opter_type":"1","opter":"BENCH","opter_name":"bench","inf_time":")").append(today_);
    text.append(R"( 08:00:00","fixmedins_code":")").append(of.story.institution);
    text.append(R"(","fixmedins_name":"宁波市第一医院","sign_no":"","input":)").append(input).append("}");
    return text;
}

std::string Cases::new_msgid(const Case& of) {
    static constexpr char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string tail;
    long long rest = ++messages_;
    for (int i = 0; i < 4; ++i, rest /= 36)
        tail.insert(tail.begin(), digits[rest % 36]);
    std::string time = compact_;  // the last six: a salt of this run and what the tail no longer holds
    const std::string salted = std::to_string(1'000'000 + (salt_ + static_cast<unsigned>(rest)) % 1'000'000).substr(1);
    time.replace(8, 6, salted);
    return of.story.institution + time + tail;
}

}  // namespace clearing::bench
