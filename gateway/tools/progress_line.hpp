#pragma once

#include "gateway/tools/session.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace clearing::tools {

/// How far long work is, on standard error: a line that is rewritten on a terminal, else a line every two seconds.
class ProgressLine {
public:
    ProgressLine(Session& session, std::string what);
    ~ProgressLine() { end(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(std::size_t done, std::size_t total);
    /// Leaves the rewritten line clean for what follows.
    void end();

private:
    Session& session_;
    std::string what_;
    Watching::Clock::time_point shown_at_;
    bool on_screen_ = false;
};

}  // namespace clearing::tools
