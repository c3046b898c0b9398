#pragma once

#include "clearing/delta/v1/delta.pb.h"
#include "sim-peers/delta/treating_side.hpp"
#include "sim-peers/stories.hpp"

#include <random>
#include <string>

namespace clearing::bench {

namespace peers = clearing::peers;
namespace pb = clearing::delta::v1;

/// A visit with its five lines: of a Shanghai person at a hospital of ours (visitor), or of a Ningbo person in Shanghai
/// (resident away). What is sent in the measured part is written when the visit is registered.
struct Case {
    bool visitor = true;
    peers::Story story;
    const peers::Person* person = nullptr;
    peers::VisitProgress progress;
    std::string claim;  ///< visitor: the `input` of 2206 and 2207
    pb::Bill bill;      ///< resident
    std::string quote_id;
};

/// Answers the amounts that both sides' books are compared by, in fen.
struct Amounts {
    long long count = 0, total = 0, fund = 0, account = 0, cash = 0;
    void add(const Amounts& other);
};

/// Invents bills: everybody in turn, five lines each out of the catalog, priced by the peers' own code. The split that
/// is claimed of a visitor's bill must equal what the gateway computes.
class Cases {
public:
    Cases(peers::Catalog catalog, peers::People shanghai, peers::People ningbo, std::string today);

    Case next(bool visitor);
    const peers::Catalog& catalog() const { return catalog_; }

    /// A message in the national envelope; `input` is JSON.
    std::string envelope(const Case& of, const char* infno, const std::string& msgid, const std::string& input) const;
    std::string input_of(const Case& of, const char* infno) const;
    /// Of an institution, never twice.
    std::string new_msgid(const Case& of);

private:
    peers::Catalog catalog_;
    peers::People shanghai_, ningbo_;
    std::string today_, compact_;
    std::mt19937 random_{4};
    std::size_t visitors_ = 0, residents_ = 0;
    long long messages_ = 0;
    unsigned salt_;
};

}  // namespace clearing::bench
