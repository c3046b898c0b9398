#pragma once

#include "gateway/services/tables/period.hpp"
#include "gateway/services/translation/translator.hpp"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clearing::translation {

/// One row: the same thing in the three vocabularies, for a time.
struct MappedRow {
    tables::Period period;
    std::array<std::string, 3> codes;  ///< by vocabulary; "" where it has none
    std::string local_name, national_name;
    std::string map_row;  ///< "diagnoses:J06.900x003@2017-01-01": stable while lines move

    const std::string& code(Vocabulary vocabulary) const { return codes[static_cast<std::size_t>(vocabulary)]; }
    const std::string& name(Vocabulary vocabulary) const {
        return vocabulary == Vocabulary::local ? local_name : national_name;
    }
};

/// The codes of one kind. Several local codes of one national code are normal: that way round is never inverted.
class CodeTable {
public:
    /// `local_name` and `national_name` are the columns of the names. Finds: a missing local or national code, two rows
    /// of one local code in force on one day, a gap between them.
    static CodeTable read(const tables::Table& table, std::string_view local_name, std::string_view national_name,
                          tables::Findings& findings);

    struct Found {
        const MappedRow* row = nullptr;
        bool ambiguous = false;  ///< rows in force disagree about the target
    };
    Found find(Vocabulary from, Vocabulary to, std::string_view code, Date on) const;

    const std::vector<MappedRow>& rows() const { return rows_; }

private:
    std::vector<MappedRow> rows_;
    std::array<std::unordered_map<std::string, std::vector<std::size_t>>, 3> by_code_;
};

/// "diagnoses.tsv" and a row → "diagnoses:J06.900x003@2017-01-01".
std::string map_row_of(const tables::Table& table, const tables::Row& row);

}  // namespace clearing::translation
