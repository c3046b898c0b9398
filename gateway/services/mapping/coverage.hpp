#pragma once

#include "gateway/ports/mapping_store.hpp"
#include "gateway/services/mapping/code_uses.hpp"
#include "gateway/services/mapping/suggestions.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace clearing::mapping {

/// A code in use that no row of the present version maps.
struct UncoveredCode {
    std::string code, name;
    std::string outcome;  ///< pass, hold, refuse: what the policy does with it
    std::size_t times = 0;
    Money amount;
    std::vector<Suggestion> suggestions;
};

/// One platform, one kind, one way: how many different codes in use are mapped.
struct CoverageCell {
    PlatformName platform;
    translation::CodeKind kind{};
    translation::Vocabulary from{}, to{};
    std::size_t codes = 0, mapped = 0, uses = 0;
    Money amount, unmapped_amount;
    std::vector<UncoveredCode> unmapped;  ///< most money first
};

/// Gathers uses bill by bill, and the gaps that were refused or held before they became bills. Pure.
class Coverage {
public:
    explicit Coverage(const translation::Translator& translator) : translator_(translator) {}

    void add(const ports::BillInUse& bill, translation::Vocabulary platform);
    void add(const ports::CodeGap& gap, Date on);

    /// `shown` unmapped codes a cell, each with at most `suggestions` suggestions as of `on`.
    std::vector<CoverageCell> cells(Date on, std::size_t shown, std::size_t suggestions) const;

private:
    using Cell = std::tuple<PlatformName, translation::CodeKind, translation::Vocabulary, translation::Vocabulary>;
    struct Use {
        std::string name;
        bool mapped = false;
        std::string outcome;
        std::size_t times = 0;
        Money amount;
    };
    void add(const Cell& cell, const CodeUse& use, std::size_t times);

    const translation::Translator& translator_;
    std::map<Cell, std::map<std::string, Use>> cells_;
};

}  // namespace clearing::mapping
