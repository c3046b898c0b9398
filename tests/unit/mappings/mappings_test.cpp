// The reviewed tables themselves. Half of this reads the files with its own few lines, so that a fault of the reader in
// the services cannot hide a fault of the data.
#include "tests/support/mappings.hpp"

#include "gateway/infra/json/value.hpp"
#include "gateway/services/translation/code_forms.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include <boost/test/unit_test.hpp>

using namespace clearing;

namespace {

using Record = std::map<std::string, std::string>;

struct File {
    std::vector<std::string> columns;
    std::vector<std::string> lines;  ///< of rows
    std::vector<Record> records;
};

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, '\t');)
        cells.push_back(cell);
    return cells;
}

File read(const std::string& name) {
    File file;
    std::istringstream in(tests::mapping_text(name));
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('#')) continue;
        if (file.columns.empty()) {
            file.columns = split(line);
            continue;
        }
        const auto cells = split(line);
        BOOST_TEST_REQUIRE(cells.size() == file.columns.size(), name << ": " << line);
        Record record;
        for (std::size_t i = 0; i < cells.size(); ++i)
            record[file.columns[i]] = cells[i];
        file.lines.push_back(line);
        file.records.push_back(std::move(record));
    }
    return file;
}

const std::vector<std::string> key_of_a_code{"source_system", "source_code", "target_system"};

/// What names a row, apart from its dates.
const std::map<std::string, std::vector<std::string>> keys = [] {
    std::map<std::string, std::vector<std::string>> all{
        {"agreements.tsv", {"platform", "prefix"}},
        {"calendar.tsv", {"day"}},
        {"counterparties.tsv", {"platform", "prefix"}},
        {"cut_offs.tsv", {"platform"}},
        {"deadlines.tsv", {"name"}},
        {"institutions.tsv", {"code"}},
        {"openings.tsv", {"institution", "insured_prefix", "business"}},
        {"policies.tsv", {"direction", "platform", "treatment_prefix", "insured_prefix", "care", "insurance_type"}},
        {"prefund_rules.tsv", {"rule", "prefix", "care"}},
        {"regions.tsv", {"code"}},
        {"routes.tsv", {"prefix", "direction", "care"}},
        {"unmapped.tsv", {"kind", "from", "to"}},
    };
    for (const translation::KindTraits& kind : translation::kind_traits)
        all.emplace(kind.file, key_of_a_code);
    return all;
}();

std::string key_of(const Record& record, const std::vector<std::string>& columns) {
    std::string key;
    for (const std::string& column : columns)
        key += record.at(column) + "|";
    return key;
}

Date day(const std::string& text) {
    const auto date = Date::parse(text);
    BOOST_TEST_REQUIRE(date.has_value(), "'" << text << "' is not a day");
    return *date;
}

std::set<std::string> column(const std::string& file, const std::string& name) {
    std::set<std::string> values;
    for (const Record& record : read(file).records)
        values.insert(record.at(name));
    return values;
}

/// Every national code that a kind's file knows, on either side of a row.
std::set<std::string> national_codes(const std::string& file) {
    std::set<std::string> codes;
    for (const Record& record : read(file).records) {
        if (record.at("source_system") == "national") codes.insert(record.at("source_code"));
        if (record.at("target_system") == "national") codes.insert(record.at("target_code"));
    }
    return codes;
}

const translation::Translator& translator() {
    static const auto loaded = translation::Translator::load(tests::table_set(), "test");
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    return **loaded;
}

json::Value demo_catalog() {
    std::ifstream in(std::string(CLEARING_SOURCE_DIR) + "/sim-peers/stories/catalog.json");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto parsed = json::parse(text);
    BOOST_TEST_REQUIRE(parsed.has_value(), (parsed ? "" : parsed.error().reason));
    return *parsed;
}

const std::string& text_of(const json::Value& row, const char* key) {
    const json::Value* value = row.find(key);
    BOOST_TEST_REQUIRE((value != nullptr && value->as_string() != nullptr), key);
    return *value->as_string();
}

const json::Array& rows_of(const json::Value& document, const char* key) {
    const json::Value* value = document.find(key);
    BOOST_TEST_REQUIRE((value != nullptr && value->as_array() != nullptr), key);
    return *value->as_array();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mappings)

BOOST_AUTO_TEST_CASE(mapping_check_finds_nothing_and_notices_nothing) {
    const tables::Findings findings = mapping::check(tests::table_set());
    for (const std::string& finding : findings.sentences())
        BOOST_ERROR(finding);
    for (const std::string& notice : findings.notices())
        BOOST_ERROR(notice);
}

BOOST_AUTO_TEST_CASE(every_file_in_the_folder_is_known_and_read) {
    std::set<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(CLEARING_SOURCE_DIR) + "/mappings"))
        if (entry.path().filename() != "README.md") files.insert(entry.path().filename().string());
    std::set<std::string> known;
    for (const auto& [file, key] : keys)
        known.insert(file);
    BOOST_TEST(files == known, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rows_are_sorted_once_each_and_say_where_they_come_from) {
    for (const auto& [name, key] : keys) {
        const File file = read(name);
        BOOST_TEST(!file.lines.empty(), name);
        BOOST_TEST(std::ranges::is_sorted(file.lines), name << " is not sorted");
        BOOST_TEST((std::ranges::adjacent_find(file.lines) == file.lines.end()), name << " has a line twice");
        for (const Record& record : file.records)
            for (const char* said : {record.contains("origin") ? "origin" : "source", "reviewed_by"})
                BOOST_TEST((record.at(said) != "-" && !record.at(said).empty()), name << ": a row without " << said);
    }
}

BOOST_AUTO_TEST_CASE(dates_of_one_key_have_no_gap_and_no_overlap) {
    for (const auto& [name, key] : keys) {
        if (name == "calendar.tsv") continue;  // a row is a day: it has no other dates
        std::map<std::string, std::map<Date, std::string>> histories;
        for (const Record& record : read(name).records) {
            auto& history = histories[key_of(record, key)];
            const bool is_new = history.emplace(day(record.at("valid_from")), record.at("valid_to")).second;
            BOOST_TEST(is_new, name << ": " << key_of(record, key) << " begins twice on one day");
        }
        for (const auto& [what, history] : histories)
            for (auto row = history.begin(); std::next(row) != history.end(); ++row) {
                BOOST_TEST_REQUIRE(row->second != "-", name << ": " << what << " goes on beside its next row");
                BOOST_TEST((day(row->second).next() == std::next(row)->first), name << ": " << what);
            }
    }
}

BOOST_AUTO_TEST_CASE(every_code_that_a_table_refers_to_exists) {
    const auto regions = column("regions.tsv", "code");
    const auto has_prefix = [&](const std::string& prefix) {
        return prefix == "*" ||
               std::ranges::any_of(regions, [&](const auto& code) { return code.starts_with(prefix); });
    };
    for (const auto& [file, name] :
         std::vector<std::pair<std::string, std::string>>{{"routes.tsv", "prefix"},
                                                          {"counterparties.tsv", "prefix"},
                                                          {"agreements.tsv", "prefix"},
                                                          {"openings.tsv", "insured_prefix"},
                                                          {"policies.tsv", "treatment_prefix"},
                                                          {"policies.tsv", "insured_prefix"}})
        for (const std::string& prefix : column(file, name))
            BOOST_TEST(has_prefix(prefix), file << " names the prefix " << prefix << " of no region");
    for (const std::string& code : column("counterparties.tsv", "counterparty"))
        BOOST_TEST(regions.contains(code), code);
    for (const std::string& code : column("institutions.tsv", "division"))
        BOOST_TEST(regions.contains(code), code);
    for (const Record& region : read("regions.tsv").records)
        BOOST_TEST((region.at("parent") == "-" || regions.contains(region.at("parent"))), region.at("code"));
    const auto institutions = column("institutions.tsv", "code");
    for (const std::string& code : column("openings.tsv", "institution"))
        BOOST_TEST(institutions.contains(code), code);
    const auto types = national_codes("insurance_types.tsv");
    for (const std::string& type : column("policies.tsv", "insurance_type"))
        BOOST_TEST((type == "*" || types.contains(type)), type);
}

BOOST_AUTO_TEST_CASE(invented_institution_codes_are_marked_and_hold_their_division) {
    for (const Record& row : read("institutions.tsv").records) {
        BOOST_TEST(row.at("code").substr(1, 6) == row.at("division"));
        BOOST_TEST(row.at("source").find("invented") != std::string::npos, row.at("code"));
    }
}

BOOST_AUTO_TEST_CASE(rows_of_codes_say_the_relation_that_their_targets_sources_have) {
    for (const translation::KindTraits& kind : translation::kind_traits) {
        std::map<std::string, std::set<std::string>> sources;
        const File file = read(std::string(kind.file));
        const auto target_of = [](const Record& record) {
            return record.at("source_system") + ">" + record.at("target_system") + ":" + record.at("target_code");
        };
        for (const Record& record : file.records)
            sources[target_of(record)].insert(record.at("source_code"));
        for (const Record& record : file.records)
            BOOST_TEST((sources[target_of(record)].size() > 1) == (record.at("relation") == "many-to-one"),
                       kind.file << ": " << record.at("source_code") << " is called " << record.at("relation"));
    }
}

BOOST_AUTO_TEST_CASE(national_codes_have_their_standards_form) {
    for (const translation::CodeKind kind : translation::all_kinds)
        for (const std::string& code : national_codes(std::string(traits_of(kind).file)))
            BOOST_TEST(has_national_form(kind, code), name_of(kind) << " " << code);
}

BOOST_AUTO_TEST_CASE(what_is_known_here_is_known_to_the_partner_too) {
    for (const char* file : {"insurance_types.tsv", "care_kinds.tsv", "fund_kinds.tsv", "person_kinds.tsv",
                             "diagnoses.tsv", "drugs.tsv", "services.tsv", "consumables.tsv"}) {
        std::set<std::string> onward, reached;
        for (const Record& record : read(file).records) {
            if (record.at("target_system") == "delta") onward.insert(record.at("source_code"));
            if (record.at("target_system") == "national") reached.insert(record.at("target_code"));
        }
        BOOST_TEST(onward == reached, file);
    }
}

BOOST_AUTO_TEST_CASE(the_cells_of_a_delta_day_need_no_translation_of_their_insurance_type) {
    for (const Record& record : read("insurance_types.tsv").records)
        BOOST_TEST(record.at("source_code") == record.at("target_code"));
}

BOOST_AUTO_TEST_CASE(all_21_kinds_have_a_policy_in_all_6_directions) {
    std::set<std::string> rows;
    for (const Record& record : read("unmapped.tsv").records)
        rows.insert(record.at("kind") + record.at("from") + record.at("to"));
    BOOST_TEST(rows.size() == translation::kind_count * 6);
    for (const Record& record : read("unmapped.tsv").records) {
        const bool weighty = record.at("kind") == "insurance_type" || record.at("kind") == "care_kind";
        // What an institution writes may be newer than our tables, and the insured side judges it; a partner's words
        // are translated or refused.
        const bool to_national = record.at("from") == "local" && record.at("to") == "national";
        if (weighty) BOOST_TEST(record.at("policy") == (to_national ? "pass" : "refuse"), record.at("kind"));
    }
}

BOOST_AUTO_TEST_CASE(what_is_invented_or_assumed_says_so) {
    for (const char* file :
         {"drugs.tsv", "chinese_drugs.tsv", "services.tsv", "consumables.tsv", "chronic_diseases.tsv",
          "institution_codes.tsv", "pharmacy_codes.tsv", "doctors.tsv", "nurses.tsv"})
        for (const Record& record : read(file).records) {
            const std::string& origin = record.at("origin");
            const bool says_so = origin.find("invented") != std::string::npos ||
                                 origin.find("assumed") != std::string::npos ||
                                 origin.find("example") != std::string::npos;
            BOOST_TEST(says_so, file << ": " << record.at("source_code"));
        }
}

BOOST_AUTO_TEST_CASE(dagger_asterisk_and_morphology_are_whole_codes) {
    const auto insurance_edition_of = [](const char* code) {
        const auto translated = translator().translate(translation::CodeKind::diagnosis, translation::Vocabulary::local,
                                                       translation::Vocabulary::national, code, "", day("2018-10-16"));
        return translated ? translated->code : "refused";
    };
    BOOST_TEST(insurance_edition_of("A01.000x003+G01*") == "A01.002+G01*");
    BOOST_TEST(insurance_edition_of("A06.400") == "A06.400+K77.0*");
    BOOST_TEST(insurance_edition_of("C22.101M81600/3") == "C22.101");
    // The insurance edition's own code is a hospital's right too: it passes as it is.
    BOOST_TEST(insurance_edition_of("A06.400+K77.0*") == "A06.400+K77.0*");
}

BOOST_AUTO_TEST_CASE(the_partners_own_numbers_come_back_as_ours_and_shared_ones_only_by_a_row) {
    using enum translation::Vocabulary;
    const auto reworded = [](translation::CodeKind kind, translation::Vocabulary from, translation::Vocabulary to,
                             const char* code) {
        const auto translated = translator().translate(kind, from, to, code, "", day("2018-10-16"));
        return translated ? translated->code : "no row";
    };
    using Kind = translation::CodeKind;
    BOOST_TEST(reworded(Kind::care_kind, local, delta, "14") == "140");
    BOOST_TEST(reworded(Kind::care_kind, delta, local, "140") == "14");
    BOOST_TEST(reworded(Kind::person_kind, national, delta, "1402") == "41");
    BOOST_TEST(reworded(Kind::person_kind, delta, national, "41") == "41");  // a row of its own, reviewed
    BOOST_TEST(reworded(Kind::person_kind, national, delta, "34") == "340");
    BOOST_TEST(reworded(Kind::certificate_type, local, national, "1") == "01");
    BOOST_TEST(reworded(Kind::certificate_type, national, local, "01") == "01");
    BOOST_TEST(reworded(Kind::reconciliation_result, delta, national, "1") == "no row");
    BOOST_TEST(reworded(Kind::reconciliation_result, delta, national, "0") == "0");
    BOOST_TEST(reworded(Kind::institution, local, delta, "H33020300001") == "SH-NB01");
}

BOOST_AUTO_TEST_CASE(every_code_of_the_demos_catalog_has_a_row_that_says_the_same) {
    const json::Value catalog = demo_catalog();
    const Date on = day("2018-10-16");
    for (const char* kind : {"drugs", "services", "consumables"})
        for (const json::Value& row : rows_of(catalog, kind)) {
            const auto entry = translator().catalog_entry(text_of(row, "code"), "", on);
            BOOST_TEST_REQUIRE(entry.has_value(), text_of(row, "code"));
            const auto by_own_code = translator().catalog_entry("", text_of(row, "local_code"), on);
            BOOST_TEST_REQUIRE(by_own_code.has_value(), text_of(row, "local_code"));
            BOOST_TEST(by_own_code->code == text_of(row, "code"));
            BOOST_TEST(entry->name == text_of(row, "name"));
            const translation::CatalogTerms& terms = entry->terms;
            BOOST_TEST(terms.list_type == text_of(row, "list_type"));
            BOOST_TEST(terms.charge_item_type == text_of(row, "med_chrgitm_type"));
            BOOST_TEST(terms.charge_level == text_of(row, "chrgitm_lv"));
            BOOST_TEST((terms.first_self_pay_ratio == Decimal::parse(text_of(row, "first_self_pay_ratio")).value()));
            const std::string& ceiling = text_of(row, "price_ceiling");
            BOOST_TEST(terms.price_ceiling.has_value() == (ceiling != "999999"), text_of(row, "code"));
            if (terms.price_ceiling) BOOST_TEST((*terms.price_ceiling == Decimal::parse(ceiling).value()));
        }
    for (const json::Value& row : rows_of(catalog, "diagnoses")) {
        const auto translated =
            translator().translate(translation::CodeKind::diagnosis, translation::Vocabulary::local,
                                   translation::Vocabulary::national, text_of(row, "code"), text_of(row, "name"), on);
        BOOST_TEST_REQUIRE(translated.has_value(), text_of(row, "code"));
        BOOST_TEST(translated->code == text_of(row, "insurance_code"));
        BOOST_TEST(translated->name == text_of(row, "insurance_name"));
    }
}

BOOST_AUTO_TEST_CASE(the_demos_institutions_and_kinds_have_rows) {
    const json::Value catalog = demo_catalog();
    std::map<std::string, Record> institutions;
    for (const Record& row : read("institutions.tsv").records)
        institutions[row.at("code")] = row;
    for (const json::Value& row : rows_of(catalog, "institutions")) {
        const std::string& code = text_of(row, "code");
        BOOST_TEST_REQUIRE(institutions.contains(code), code);
        BOOST_TEST(institutions[code].at("name") == text_of(row, "name"));
        BOOST_TEST(institutions[code].at("division") == text_of(row, "division"));
        BOOST_TEST(institutions[code].at("level") == row.find("level")->as_number()->text);
    }
    for (const auto& [list, file] :
         std::vector<std::pair<const char*, std::string>>{{"fund_pay_types", "fund_kinds.tsv"},
                                                          {"insurance_types", "insurance_types.tsv"},
                                                          {"person_types", "person_kinds.tsv"},
                                                          {"med_types", "care_kinds.tsv"},
                                                          {"clr_types", "clearing_kinds.tsv"}})
        for (const json::Value& code : rows_of(catalog, list)) {
            const auto known = national_codes(file);
            BOOST_TEST(known.contains(*code.as_string()), file << " lacks " << *code.as_string());
        }
    for (const json::Value& doctor : rows_of(catalog, "doctors"))
        BOOST_TEST(national_codes("doctors.tsv").contains(text_of(doctor, "code")));
}

BOOST_AUTO_TEST_SUITE_END()
