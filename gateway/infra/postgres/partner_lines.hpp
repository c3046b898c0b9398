#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/file_matcher.hpp"

namespace clearing::postgres {

/// Copies the reader's lines into a new table `partner_line`, dropped at the end of the transaction. Answers whether an
/// id may stand in more than one line (false is certain); kept for it: eight bytes a line. Errors: the reader's.
Result<bool> stage(Session& session, ports::DayFileReader& file, const ports::FileProgress& progress);

/// The staged lines of these numbers, "{1,2}", in the file's order.
std::vector<ports::DayFileLine> staged_lines(Session& session, const std::string& numbers);

/// Numbers of all staged lines whose id stands in more than one, "{1,2}".
std::string staged_twice(Session& session);

}  // namespace clearing::postgres
