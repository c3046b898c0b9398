#include "sim-peers/book_faults.hpp"

#include "sim-peers/clock.hpp"

#include <algorithm>
#include <functional>

namespace clearing::peers {
namespace {

constexpr Fen one_fen{1};

struct Way {
    std::string name;
    std::function<void(Record&)> spoil;
};

void move(Split& split, Fen Split::* from, Fen Split::* to) {
    split.*from = split.*from - one_fen;
    split.*to = split.*to + one_fen;
}

const std::vector<Way>& ways() {
    static const std::vector<Way> all{
        {"missing_line", [](Record& line) { line.hidden = true; }},
        {"doubled_line", [](Record& line) { line.doubled = true; }},
        {"other_total",
         [](Record& line) {
             line.split.scope.total = line.split.scope.total + one_fen;
             line.split.cash = line.split.cash + one_fen;
             line.split.person = line.split.person + one_fen;
         }},
        {"other_component", [](Record& line) { move(line.split, &Split::hifp, &Split::oth); }},
        {"other_account", [](Record& line) { move(line.split, &Split::cash, &Split::account); }},
        {"other_cash",
         [](Record& line) {
             move(line.split, &Split::cash, &Split::hospital);
             line.split.person = line.split.person - one_fen;
         }},
        {"other_state", [](Record& line) { line.state = RecordState::in_doubt; }},
        {"other_day", [](Record& line) { line.assigned_day = day_after(line.assigned_day); }},
        {"reversed_line", [](Record& line) { line.state = RecordState::reversed; }},
        {"other_person",
         [](Record& line) {
             line.insured_division =
                 line.insured_division.substr(0, 4) + (line.insured_division.ends_with("15") ? "16" : "15");
         }},
        {"other_code", [](Record& line) { line.insurance_type = line.insurance_type == "340" ? "310" : "340"; }},
        {"split_law_broken", [](Record& line) { line.split.cash = line.split.cash - Fen{200}; }},
    };
    return all;
}

}  // namespace

const std::vector<std::string>& book_faults() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> names;
        for (const Way& way : ways())
            names.push_back(way.name);
        return names;
    }();
    return names;
}

bool spoil(Book& book, const std::vector<const Record*>& lines, const std::string& fault) {
    const auto way = std::ranges::find(ways(), fault, &Way::name);
    const auto whole = std::ranges::find_if(lines, [](const Record* line) { return !line->spoilt; });
    if (way == ways().end() || whole == lines.end()) return false;
    Record* line = book.find((*whole)->key);
    line->spoilt = true;
    way->spoil(*line);
    if (line->hidden) book.forget(line->key);
    return true;
}

}  // namespace clearing::peers
