#pragma once

#include "sim-peers/json.hpp"
#include "sim-peers/split.hpp"

#include <expected>
#include <string>
#include <vector>

namespace clearing::peers {

struct CatalogItem {
    std::string local_code, code, name, list_type, charge_item_type, charge_level, price;
    Ratio first_self_pay;
    Fen price_ceiling;
    bool has_ceiling = false;
};

struct Institution {
    std::string code, name, division;
    int level = 3;  ///< 3 tertiary, 2 secondary, 1 primary
    bool open_for_delta = false;
};

struct DiagnosisCode {
    std::string code, name, insurance_code, insurance_name;
};

/// One priced line of a bill with its split, as a treatment side makes it.
struct PricedLine {
    std::string line_id;
    const CatalogItem* item = nullptr;
    std::string count;
    Scope scope;
};

/// stories/catalog.json: the codes the demo uses.
class Catalog {
public:
    static std::expected<Catalog, std::string> read(const Json& file);

    const CatalogItem* item(const std::string& local_code) const;
    const Institution* institution(const std::string& code) const;
    const std::vector<CatalogItem>& items() const { return items_; }
    const std::vector<Institution>& institutions() const { return institutions_; }
    const std::vector<DiagnosisCode>& diagnoses() const { return diagnoses_; }

    /// Amount, full self-pay, over the ceiling, first self-pay and in scope (rounded half up to the fen) of `count`
    /// units.
    static Scope price(const CatalogItem& item, int count);

private:
    std::vector<CatalogItem> items_;
    std::vector<Institution> institutions_;
    std::vector<DiagnosisCode> diagnoses_;
};

}  // namespace clearing::peers
