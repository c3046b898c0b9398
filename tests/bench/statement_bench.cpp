// What a statement with its lines costs as a workbook: pages of lines as the store reads them, written through. See
// README.md.
#include "gateway/infra/export/period_file.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "tests/bench/machine.hpp"

#include <cstdlib>
#include <cstring>
#include <set>

#include <fmt/format.h>

using namespace clearing;

namespace {

struct Settings {
    int lines = 100'000;
    int rounds = 5;
    int page = 1'000;  ///< as statements::DetailReader reads them
};

Settings settings_of(int argc, char** argv) {
    Settings settings;
    for (int i = 1; i + 1 < argc; i += 2) {
        const int value = std::atoi(argv[i + 1]);
        if (std::strcmp(argv[i], "--lines") == 0) settings.lines = value;
        if (std::strcmp(argv[i], "--rounds") == 0) settings.rounds = value;
        if (std::strcmp(argv[i], "--page") == 0) settings.page = std::max(value, 1);
    }
    return settings;
}

const ClearingDay day = ClearingDay::parse("2018-10-16").value();

DetailLine line_of(int no) {
    DetailLine line;
    line.no = SettlementNo(no);
    line.id = SettlementId(fmt::format("330200ABCDEFGHIJKLMNOP{:08}", no));
    line.key = {DivisionCode("330203"), line.id};
    line.insurance_type = InsuranceType(no % 3 == 0 ? "390" : "310");
    line.care = no % 7 == 0 ? CareSetting::inpatient : CareSetting::outpatient;
    line.person_name = "章阿姨";
    line.person_type = "1101";
    line.card_no = fmt::format("3101011950{:08}", no);
    line.stay_number = fmt::format("MZ{:010}", no);
    line.admitted_at = "2018-10-12 08:15:00";
    line.discharged_at = line.settled_at = "2018-10-16 09:30:00";
    line.institution_name = "宁波市第一医院";
    line.split.total = Money::from_fen(10'000 + no * 37 % 900'000);
    line.split.funds[Fund::hifp] = Money::from_fen(line.split.total.fen() * 7 / 10);
    line.split.fund_total = line.split.funds.sum();
    line.split.cash = line.split.person_total = line.split.total - line.split.fund_total;
    line.assigned_day = line.cleared_day = day;
    return line;
}

PeriodStatement statement_of(const Settings& settings) {
    std::vector<DayLine> lines;
    for (int no = 1; no <= settings.lines; ++no) {
        const DetailLine detail = line_of(no);
        DayLine line;
        line.insurance_type = detail.insurance_type;
        line.care = detail.care;
        line.split = detail.split;
        lines.push_back(std::move(line));
    }
    Statement of_day;
    of_day.key = {PlatformName("delta"), DivisionCode("310000"), Direction::visitor, day};
    of_day.formula = {"all", {clearable_components.begin(), clearable_components.end()}};
    of_day.cells = cells_of(lines);
    of_day.clearing = clearing_cells(lines, of_day.formula);
    of_day.made_at = local_midnight(day.next().date);
    PeriodStatement statement;
    statement.pair = pair_of(of_day.key);
    statement.period = Period::of_day(day);
    statement.id = period_id(statement.pair, statement.period, DivisionCode("330200"));
    statement.days = {std::move(of_day)};
    statement.control.lines = settings.lines;
    return statement;
}

std::string workbook(const PeriodStatement& statement, const Settings& settings) {
    exports::PeriodFile file({statement, {}}, {DivisionCode("330200"), {}}, exports::FileFormat::xlsx);
    file.forms();
    std::vector<DetailLine> page;
    for (int no = 1; no <= settings.lines; ++no) {
        page.push_back(line_of(no));
        if (static_cast<int>(page.size()) < settings.page && no < settings.lines) continue;
        file.details(page);
        page.clear();
    }
    auto bytes = file.finish(true);
    if (bytes) return std::move(*bytes);
    fmt::print(stderr, "{}\n", sentence(bytes.error()));
    std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
    const Settings settings = settings_of(argc, argv);
    constexpr double mebi = 1024.0 * 1024.0;
    fmt::print("{}\nxlsx of {} lines of 20 columns, pages of {}, rounds {}\n", bench::machine(), settings.lines,
               settings.page, settings.rounds);
    const PeriodStatement statement = statement_of(settings);
    const system::OpenSslDigest digest;
    std::set<std::string> digests;
    std::size_t size = 0;
    const std::size_t before = bench::resident_bytes();
    const bench::Timed span = bench::timed(settings.rounds, [&] {
        const std::string bytes = workbook(statement, settings);
        size = bytes.size();
        digests.insert(hex(digest.sha256(bytes)));
    });
    const std::size_t after = bench::resident_bytes();
    fmt::print(
        "milliseconds: least {:.0f}, middle {:.0f}, most {:.0f}; file {:.1f} MiB; resident memory grew {:.1f} "
        "MiB; {} lines a second\n",
        span.least, span.middle, span.most, static_cast<double>(size) / mebi,
        static_cast<double>(after > before ? after - before : 0) / mebi,
        static_cast<long>(settings.lines / (span.middle / 1000)));
    if (digests.size() == 1) return 0;
    fmt::print(stderr, "the same statement gave {} different files\n", digests.size());
    return 1;
}
