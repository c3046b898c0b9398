#pragma once

#include "gateway/services/tables/period.hpp"
#include "gateway/services/translation/code_table.hpp"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clearing::translation {

/// The treatment catalog (就医地目录): drugs.tsv, services.tsv and consumables.tsv.
class Catalog {
public:
    /// Takes in one of the three tables. Finds: an unknown list type, charge item type or level, a ratio outside 0 … 1,
    /// level 03 without ratio 1 (or the reverse), a ceiling that is no amount, two rows of one national code that split
    /// differently on one day, a local code that another table has too.
    void read(const tables::Table& table, tables::Findings& findings);

    /// By the national code where the line has one, else by the institution's own. nullptr: no row in force.
    const CatalogEntry* find(std::string_view national_code, std::string_view institution_code, Date on) const;

private:
    struct Dated {
        tables::Period period;
        CatalogEntry entry;
        std::string where;
    };
    using ByCode = std::unordered_map<std::string, std::vector<std::size_t>>;

    const CatalogEntry* in_force(const ByCode& by_code, std::string_view code, Date on) const;
    void check_one_split_per_national_code(const Dated& added, tables::Findings& findings) const;

    std::vector<Dated> entries_;
    ByCode by_national_, by_local_;
    std::map<std::string, std::string> file_of_local_;
};

/// What a code without a row would be, by the shape of its code: C… a consumable, digits alone a service, else a drug.
CodeKind kind_of_shape(std::string_view code);

}  // namespace clearing::translation
