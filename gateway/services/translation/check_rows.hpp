#pragma once

#include "gateway/services/translation/mapping_row.hpp"

#include <vector>

namespace clearing::translation {

/// What stands between the rows of one kind. Faults: two rows of one (from, code, to) in force on one day; a gap
/// between them; a relation that is not true (`same` or `narrower` or `broader` where several sources in force share
/// the target: that is many-to-one; `many-to-one` where no other source ever had it); a national code of the wrong form
/// (see code_forms.hpp); catalog rows of one national code that split differently on one day; a fund type in two
/// classes. Notices: a price ceiling that falls from one row of a key to the next; a national code that one file's rows
/// lead to delta from, but no local row leads to (unknown here).
void check_rows(CodeKind kind, const std::vector<MappingRow>& rows, tables::Findings& findings);

}  // namespace clearing::translation
