#include "tests/support/generated_catalog.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace clearing::generated {
namespace {

/// Knuth's MMIX generator: the same numbers everywhere, which std's distributions do not promise.
class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : state_(seed) {}

    std::size_t below(std::size_t limit) {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>((state_ >> 33) % limit);
    }

private:
    std::uint64_t state_;
};

constexpr std::array<std::string_view, 24> syllables{"急", "慢", "性", "原", "发", "继", "肝", "肾",
                                                     "肺", "胃", "心", "脑", "骨", "关", "节", "炎",
                                                     "症", "病", "瘤", "伤", "，", "综", "合", "征"};

std::string name(Numbers& numbers) {
    std::string text;
    for (std::size_t left = 4 + numbers.below(9); left > 0; --left)
        text += syllables[numbers.below(syllables.size())];
    return text;
}

/// "B07": 24 letters of a hundred categories each.
std::string category(std::size_t number) {
    return fmt::format("{}{:02}", static_cast<char>('A' + number / 100), number % 100);
}

/// The i-th code that is the same in both editions: thirteen forms a category.
std::string identical_code(std::size_t i) {
    const std::string stem = category(i / 13);
    const std::size_t form = i % 13;
    if (form == 0) return stem + (i / 13 % 7 == 0 ? ".x00" : ".000");
    if (form <= 5) return fmt::format("{}.{}00", stem, form);
    if (form <= 9) return fmt::format("{}.000x00{}", stem, form);
    if (form == 10) return stem + ".101+K77.0*";
    if (form == 11) return stem + ".001x001+G01*";
    return stem + ".002+G01*";
}

struct Pair {
    std::string code, target;
};

std::vector<Pair> changed_pairs() {
    constexpr std::size_t fresh_targets = DiagnosisShape::targets - DiagnosisShape::identical;
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < DiagnosisShape::changed; ++i) {
        const std::string stem = category(i % 2'400);
        const bool is_morphology = i % 351 == 5;  // 13 of them
        const std::string code = is_morphology ? fmt::format("{}.9{:02}M8{:04}/3", stem, i / 2'400, i)
                                               : fmt::format("{}.9{:02}x{:03}", stem, i / 2'400, i % 1'000);
        std::string target;
        if (i < DiagnosisShape::shared_targets)
            target = identical_code(i * 11);
        else if (i < DiagnosisShape::shared_targets + fresh_targets)
            target = fmt::format("{}.8{:02}", stem, i / 2'400);
        else
            target = identical_code((i - DiagnosisShape::shared_targets) * 11);
        pairs.push_back({code, target});
    }
    return pairs;
}

void shuffle(std::vector<Pair>& pairs, Numbers& numbers) {
    for (std::size_t i = pairs.size(); i > 1; --i)
        std::swap(pairs[i - 1], pairs[numbers.below(i)]);
}

constexpr std::size_t rows_between_blanks = 1'300;

bool has_blanks(std::size_t row) {
    return row % rows_between_blanks == 1 && row / rows_between_blanks < DiagnosisShape::trimmed_cells;
}

std::string quoted_where_needed(std::string text, std::size_t row) {
    if (has_blanks(row)) return text;
    if (row % 73 == 0) return "\"" + text + ",NOS\"";
    if (row % 1'009 == 0) return "\"" + text + " \"\"II\"\" 型\"";
    return text;
}

/// 26 rows have one cell with a blank too many: the first its code, the others a name.
void add_blanks(std::size_t row, std::string& code, std::string& its_name) {
    constexpr std::array<std::string_view, 4> blanks{" ", "  ", "\u3000", "\u00a0"};
    if (!has_blanks(row)) return;
    std::string& cell = row == 1 ? code : its_name;
    cell += blanks[row / rows_between_blanks % blanks.size()];
}

struct Month {
    int year, month;
    std::string first() const { return fmt::format("{:04}-{:02}-01", year, month); }
    std::string last_before() const {
        constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        const int before = month == 1 ? 12 : month - 1;
        const int in_year = month == 1 ? year - 1 : year;
        const bool leap = before == 2 && in_year % 4 == 0;  // no century within reach
        return fmt::format("{:04}-{:02}-{:02}", in_year, before,
                           days[static_cast<std::size_t>(before - 1)] + (leap ? 1 : 0));
    }
};

Month month_after_begin(std::size_t months) {
    return {2017 + static_cast<int>(months / 12), 1 + static_cast<int>(months % 12)};
}

/// charge_level, ratio and ceiling; every revision differs from the one before by its ceiling.
std::string terms(std::size_t code, std::size_t revision, Numbers& numbers) {
    const std::size_t fen = 500 + numbers.below(90'000) * 10 + revision % 10;
    if (code % 10 == 0) return fmt::format("03\t1\t{}.{:02}", fen / 100, fen % 100);
    if (code % 3 == 0) return fmt::format("01\t0\t{}.{:02}", fen / 100, fen % 100);
    return fmt::format("02\t0.{}\t{}.{:02}", 1 + code % 3, fen / 100, fen % 100);
}

}  // namespace

std::string diagnosis_sheet(std::uint64_t seed) {
    Numbers numbers(seed);
    std::vector<Pair> pairs = changed_pairs();
    for (std::size_t i = 0; i < DiagnosisShape::identical; ++i)
        pairs.push_back({identical_code(i), identical_code(i)});
    shuffle(pairs, numbers);
    std::string sheet = "国临版编码,国临版名称,医保版2.0编码,医保版2.0名称,\r\n";
    for (std::size_t row = 0; row < pairs.size(); ++row) {
        auto& [code, target] = pairs[row];
        const bool is_same = code == target;
        std::string its_name = name(numbers);
        const std::string target_name = is_same ? its_name : name(numbers);
        add_blanks(row, code, its_name);
        sheet += fmt::format("{},{},{},{},\r\n", code, quoted_where_needed(its_name, row), target, target_name);
    }
    return sheet;
}

std::string drug_file(std::size_t codes, std::size_t months, std::uint64_t seed) {
    Numbers numbers(seed);
    std::string text =
        "# Generated: no real drug.\n"
        "source_system\tsource_code\ttarget_system\tvalid_from\tvalid_to\ttarget_code\trelation\tsource_name\t"
        "target_name\tlist_type\tcharge_item_type\tcharge_level\tfirst_self_pay_ratio\tprice_ceiling\torigin\t"
        "reviewed_by\n";
    for (std::size_t code = 0; code < codes; ++code) {
        const std::string its_name = name(numbers) + "片";
        const std::string key = fmt::format("local\tYP{:07}\tnational", code);
        const std::string target = fmt::format("XA{:02}ABD{:03}A00201{:07}", code % 16, code % 1'000, code);
        std::string from = "2017-01-01";
        std::size_t revision = 0;
        const auto add = [&](std::string_view to) {
            text += fmt::format("{}\t{}\t{}\t{}\tsame\t{}\t{}\t101\t09\t{}\tgenerated\tpending\n", key, from, to,
                                target, its_name, its_name, terms(code, revision++, numbers));
        };
        for (std::size_t month = 1; month <= months; ++month) {
            if (numbers.below(100) != 0) continue;
            add(month_after_begin(month).last_before());
            from = month_after_begin(month).first();
        }
        add("-");
    }
    return text;
}

}  // namespace clearing::generated
