#pragma once

#include "adapters/national_format/node.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/person.hpp"

#include <array>
#include <set>
#include <string>
#include <vector>

namespace clearing::national_format {

// exp_content (expContent in the baseline text): a JSON string whose members are fields of their own. They are carried
// under the node name below, and written back as one string.
inline constexpr std::string_view extension_node = "exp_content";

/// Takes exp_content and expContent of a request's `node`. A text that is no JSON object is carried as it is, unless it
/// begins like one (invalid_value). Rule: TRUM_FLAG 1 needs REL_TTP_FLAG.
void read_extension(Node& node, Carried& into);
/// The same of an answer, where it is information and never a fault: whatever is no JSON object is carried as it came
/// (lists and numbers, another language's maps, a text cut in the middle).
void read_answered_extension(Node& node, Carried& into);
/// A lone text is written as it came, beside other members it is one of them.
void write_extension(json::Value& node, const Carried& carried);

/// The text of a member; empty when there is none.
std::string extension_member(const Carried& carried, std::string_view key);
/// Sets or replaces a member.
void set_extension_member(Carried& carried, std::string_view key, const std::string& text);

/// Emergency counts as filed: OTP_ER_REFL_FLAG 1 or 3, IPT_TYPE 2 (interface/README, Behaviour).
bool is_emergency(const Carried& carried);
/// Says so where the sender's own words are not carried along (a message that came over another protocol).
void say_emergency(Carried& carried, CareSetting care);

/// The filings of one answer in the order in which they stand there, each once.
class FoundFilings {
public:
    /// Precondition: `filings` is empty, and outlives this.
    explicit FoundFilings(std::vector<Filing>& filings) : filings_(filings) {}

    void add(Filing filing);

private:
    std::vector<Filing>& filings_;
    /// Beside the list, which would be looked through for every one: how many there are is the sender's to say.
    std::set<std::array<std::string, 4>> known_;
};

/// FILING_TYPE, FILING_NO, FILING_BEGN, FILING_END; further ones in the array FILINGS [own].
/// They are taken out of `carried`.
void take_filings(Carried& carried, FoundFilings& filings);
void put_filings(const std::vector<Filing>& filings, Carried& carried);

}  // namespace clearing::national_format
