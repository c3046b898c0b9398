#include "tests/system/mapping_desk.hpp"

#include "tests/system/clearing_day.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::test {
namespace {

/// First self-pay in fen of the doubled bill's lines that the dearer sheet changes, by their place.
struct ChangedLine {
    std::size_t place;
    long long folder, dearer, amount;
};
constexpr std::array changed_lines{ChangedLine{2, 157, 314, 3142}, ChangedLine{3, 68, 271, 1356},
                                   ChangedLine{4, 157, 314, 3142}, ChangedLine{5, 68, 271, 1356}};
constexpr std::size_t doubled_count = 6;
constexpr long long doubled_total = 134'68;

std::string yuan(long long amount) {
    return fmt::format("{}.{:02}", amount / 100, amount % 100);
}

json::Value first_json_in(const std::string& text) {
    std::istringstream lines(text);
    json::Limits limits;
    limits.max_bytes = 64 * 1024 * 1024;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with('{'))
            if (auto value = json::parse(line, limits)) return std::move(*value);
    return {};
}

Ratios ratios_of_line(const json::Value& row, const ChangedLine& line) {
    const long long first_self_pay = fen(text_of(row, "preselfpay_amt"));
    const bool adds_up = first_self_pay + fen(text_of(row, "inscp_scp_amt")) == line.amount;
    if (adds_up && first_self_pay == line.folder) return Ratios::folder;
    return adds_up && first_self_pay == line.dearer ? Ratios::dearer : Ratios::mixed;
}

}  // namespace

std::string Said::code() const {
    const json::Value* error = answer.find("error");
    return error == nullptr ? std::string() : text_of(*error, "code");
}

std::vector<std::string> Said::sentences() const {
    std::vector<std::string> found;
    const json::Value* error = answer.find("error");
    const json::Value* fields = error == nullptr ? nullptr : error->find("fields");
    if (fields != nullptr)
        for (const json::Value& field : *fields->as_array())
            found.push_back(*field.as_string());
    return found;
}

bool Said::names(const std::string& words) const {
    return std::ranges::any_of(sentences(), [&](const std::string& sentence) { return sentence.contains(words); });
}

std::vector<std::string> Desk::command(std::vector<std::string> words) const {
    const World& world = World::instance();
    const tls::CredentialFiles files = world.pki().files(certificate_);
    std::vector<std::string> all{World::binary("gatewayctl"),
                                 "--json",
                                 "--quiet",
                                 "--url",
                                 fmt::format("https://127.0.0.1:{}", world.ports().api),
                                 "--cert",
                                 files.certificate.string(),
                                 "--key",
                                 files.key.string(),
                                 "--ca",
                                 files.authority.string(),
                                 "--crl",
                                 files.revocations.string(),
                                 "mapping"};
    std::ranges::move(words, std::back_inserter(all));
    return all;
}

Said Desk::ask(std::vector<std::string> words) const {
    const Ran ran = run_program(command(std::move(words)), World::instance().file("."));
    return said_in(ran.output, ran.exit_code);
}

Process Desk::begin(std::vector<std::string> words, const std::string& leaf) const {
    return {command(std::move(words)), {}, World::instance().file(leaf)};
}

json::Value Desk::get(std::vector<std::string> words) const {
    Said said = ask(std::move(words));
    if (said.exit_code != 0) throw std::runtime_error(fmt::format("exit {}: {}", said.exit_code, said.text));
    return std::move(said.answer);
}

Said Desk::import(const std::string& sheet, std::vector<std::string> more) const {
    const auto path = World::instance().file("sheet.csv");
    std::ofstream(path, std::ios::binary | std::ios::trunc) << sheet;
    std::vector<std::string> words{"import", path.string(), "--kind",
                                   "drug",   "--origin",    "a notice of the system test"};
    std::ranges::move(more, std::back_inserter(words));
    return ask(std::move(words));
}

Said said_in(const std::string& text, int exit_code) {
    return {exit_code, text, first_json_in(text)};
}

std::string version_in_force() {
    return text_of(World::instance().ctl("mapping versions"), "in_force");
}

std::string version_at_work() {
    // Without --version the one at work is asked, whatever the books say.
    return text_of(World::instance().ctl("mapping lookup drug YP003 --on 2018-10-16"), "version");
}

std::size_t versions_kept() {
    return World::instance().ctl("mapping versions").find("versions")->as_array()->size();
}

void KeptVersion::setup() {
    before = version_in_force();
}

void KeptVersion::teardown() {
    if (version_in_force() != before) Desk("finance-checker").get({"activate", before});
    BOOST_TEST(version_in_force() == before);
    BOOST_TEST(version_at_work() == before);
    const Reply reply = World::instance().send(sign_in());
    BOOST_TEST(reply.is_yes(), "the gateway still serves: " << reply.err_msg);
}

const std::string sheet_header =
    "院内编码,国家医保编码,院内名称,国家医保名称,目录类别,医疗收费项目类别,收费项目等级,先行自付比例\n";

std::string dearer_sheet() {
    return sheet_header +
           "YP003,XC08CAX079A010010190003,硝苯地平控释片,硝苯地平控释片,101,09,02,0.1\n"
           "YP012,XA01ABD075A002010100483,甲硝唑口颊片,甲硝唑口颊片,101,09,02,0.2\n"
           "YP012B,XA01ABD075A002010100483,甲硝唑口颊片,甲硝唑口颊片,101,09,02,0.2\n";
}

std::string dearer_version() {
    const Said said = Desk("finance-maker").import(dearer_sheet());
    if (said.exit_code != 0) throw std::runtime_error("not imported: " + said.text);
    return text_of(*said.answer.find("version"), "id");
}

const char* name_of(Ratios ratios) {
    constexpr const char* names[] = {"folder", "dearer", "mixed"};
    return names[static_cast<int>(ratios)];
}

Message doubled_lines(const Visit& visit) {
    Message message = visit.lines();
    json::Value input = *message.envelope.find("input");
    json::Array rows = *input.find("feedetail")->as_array();
    for (const std::size_t again : {2, 3}) {
        json::Value row = rows.at(again);
        row.set("feedetl_sn", fmt::format("{}-{}", visit.bill, rows.size() + 1));
        rows.push_back(std::move(row));
    }
    input.set("feedetail", std::move(rows));
    message.set("input", std::move(input));
    return message;
}

Ratios ratios_of(const Reply& reply) {
    const json::Value* result = reply.output.find("result");
    const json::Array* rows = result == nullptr ? nullptr : result->as_array();
    if (rows == nullptr || rows->size() != doubled_count) return Ratios::mixed;
    const Ratios first = ratios_of_line((*rows)[changed_lines[0].place], changed_lines[0]);
    const bool all = std::ranges::all_of(
        changed_lines, [&](const ChangedLine& line) { return ratios_of_line((*rows)[line.place], line) == first; });
    return all ? first : Ratios::mixed;
}

Message doubled_claim(const Visit& visit, Ratios ratios) {
    long long first_self_pay = 0;
    for (const ChangedLine& line : changed_lines)
        first_self_pay += ratios == Ratios::dearer ? line.dearer : line.folder;
    Message claim = visit.settle();
    claim.set_data("medfee_sumamt", json::Number{yuan(doubled_total)});
    claim.set_data("preselfpay_amt", json::Number{yuan(first_self_pay)});
    claim.set_data("inscp_scp_amt", json::Number{yuan(doubled_total - first_self_pay)});
    return claim;
}

}  // namespace clearing::test
