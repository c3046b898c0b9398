#pragma once

#include <string>
#include <vector>

namespace clearing {

/// A member of a message that the gateway does not interpret but must not lose: the JSON text of its value, verbatim.
struct CarriedField {
    std::string node;  ///< the body node it stood in: "data", "mdtrtinfo", "setlinfo" …; empty: the envelope
    std::string key;
    std::string json;

    bool operator==(const CarriedField&) const = default;
};

using Carried = std::vector<CarriedField>;

/// Desk information that is shown and stands in no law and no ledger (SETTLEMENT §5, deposit).
inline bool is_desk_information(const CarriedField& field) {
    return field.key.starts_with("DEPOSIT_");
}

}  // namespace clearing
