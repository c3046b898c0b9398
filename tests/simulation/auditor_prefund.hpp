#pragma once

#include "tests/simulation/auditor.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace clearing::simulation {

/// Looks at the prefunds of a run whenever its books have changed: rows, not services.
class PrefundWatch {
public:
    PrefundWatch(const GatewayBooks& books, AtLimit at_limit) : books_(books), at_limit_(at_limit) {}

    /// Cheap while nothing has changed. `found`: what is wrong, once.
    void look(std::vector<std::string>& found);

private:
    void look_at(const PrefundKey& key, std::vector<std::string>& found);

    const GatewayBooks& books_;
    AtLimit at_limit_;
    bool may_exceed_ = false;  ///< something else than a settlement has raised it, or lowered what is held
    std::size_t moves_seen_ = 0, postings_seen_ = 0;
    std::set<PrefundKey> begun_;
    bool has_told_ = false;
};

/// When everything is quiet: what is held is what people released, the exposure what is settled and not paid.
void audit_prefunds(const AllBooks& books, std::vector<std::string>& found);

}  // namespace clearing::simulation
