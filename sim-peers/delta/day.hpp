#pragma once

#include "sim-peers/books.hpp"

#include <string>
#include <vector>

namespace clearing::peers::delta {

/// The text whose SHA-256 is a line's leaf in the day's digest, exactly as delta.proto defines it.
std::string leaf_text(const Record& line);
/// 32 bytes over the leaves of `lines`, which are ascending by settlement id.
std::string root_of(const std::vector<const Record*>& lines);

std::string sha256(std::string_view bytes);
std::string hex(std::string_view bytes);

struct StatementLine {
    std::string insurance_type, care_kind, component;  ///< hifp … oth, acct (without mutual aid), mulaid
    Fen amount;

    bool operator==(const StatementLine&) const = default;
};
/// What the insured side owes per (insurance type, care kind, component); nothing is listed that is zero. Cash and what
/// the hospital bears never clear.
std::vector<StatementLine> statement_of(const std::vector<const Record*>& lines);

/// "330200" → "3302", "310000" → "31": what every division of a region begins with.
std::string region_prefix(std::string division);

/// Which days of a treatment region are closed.
class ClosedDays {
public:
    void close(const std::string& treatment_division, const std::string& day) {
        closed_.insert({region_prefix(treatment_division), day});
    }
    bool is_closed(const std::string& treatment_division, const std::string& day) const;

private:
    std::set<std::pair<std::string, std::string>> closed_;
};

}  // namespace clearing::peers::delta
