#pragma once

#include "tests/faults/hospital.hpp"
#include "tests/system/world.hpp"

#include <list>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace clearing::test {

/// One settlement or cancel that counts, in whosever book: booked, also when it was cancelled since.
struct Booked {
    std::string state;
    long long total = 0, fund = 0, account = 0, cash = 0;  ///< fen
    bool operator==(const Booked&) const = default;
};
using Bookings = std::map<std::string, Booked>;

/// The same settlements in two parties' own words, by an id that both know.
struct TwoBooks {
    std::string name;
    Bookings ours, theirs;
};

struct AllBooks {
    std::vector<TwoBooks> pairs;
    std::map<std::string, std::string> visitors;  ///< our settlement id of every visitor's booking → its bill
    std::set<std::string> cancelled;              ///< of these, those that were cancelled since
    std::map<std::string, std::vector<std::string>> standing;  ///< bill, of all directions → who stands booked for it
    std::size_t open = 0;                                      ///< with us: awaiting an answer, in doubt, reversing
    std::size_t booked = 0;                                    ///< with us, all directions
};
/// Asks the gateway (over its API) and every peer.
AllBooks read_books(World& world);

/// What is wrong, in sentences; nothing when every party says the same.
struct Findings {
    std::vector<std::string> lost;     ///< somebody was told yes, or booked, and another party knows nothing of it
    std::vector<std::string> doubled;  ///< one bill twice
    std::vector<std::string> guessed;  ///< somebody was told no for good, and it is booked
    std::vector<std::string> differing;
    bool nothing() const { return lost.empty() && doubled.empty() && guessed.empty() && differing.empty(); }
    std::string text() const;
};

Findings compare(const AllBooks& books);
/// And with what the hospital was told; `before`: the books when it began.
Findings compare(const AllBooks& books, const std::list<Bill>& bills, const AllBooks& before);

}  // namespace clearing::test
