#include "tests/support/memory_link.hpp"

namespace clearing::tests {

Error store_failure() {
    return {ErrorCode::store_unavailable, "the test's store is down", {}, {}};
}

std::unexpected<Error> refused_by_the_table(std::string_view constraint) {
    return fail(ErrorCode::internal_error, "the table refuses the row: " + std::string(constraint));
}

void MemoryWrite::reach(WriteMoment moment) {
    if (link_.fault && link_.fault(name_, moment)) throw MemoryLinkCut();
}

void MemoryWrite::statement() {
    if (has_changed_something_) reach(WriteMoment::between_statements);
    has_changed_something_ = true;
}

void MemoryWrite::undo() {
    for (auto step = undo_.rbegin(); step != undo_.rend(); ++step)
        (*step)();
    undo_.clear();
}

}  // namespace clearing::tests
