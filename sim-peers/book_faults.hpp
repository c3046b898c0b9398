#pragma once

#include "sim-peers/books.hpp"

#include <string>
#include <vector>

namespace clearing::peers {

/// Faults that spoil a centre's own book: each makes one kind of difference between two regions' books, in a line that
/// was alike. They stay in the book; a day compared again differs the same way.
///   missing_line     the line is gone, and nobody remembers it
///   doubled_line     it is listed twice
///   other_total      one fen more in total and cash
///   other_component  one fen from hifp to oth
///   other_account    one fen from cash to the account
///   other_cash       one fen of cash is the hospital's
///   other_state      in doubt here
///   other_day        on the next day here
///   reversed_line    reversed here
///   other_person     for a person of another division of the region
///   other_code       of another insurance type
///   split_law_broken two yuan less cash, and nothing else
const std::vector<std::string>& book_faults();

/// Spoils the first line of `lines` that is whole. False: there is none, or no fault of this name.
bool spoil(Book& book, const std::vector<const Record*>& lines, const std::string& fault);

}  // namespace clearing::peers
