#include "gateway/tools/progress_line.hpp"

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr std::chrono::seconds between_lines{2};
constexpr std::chrono::milliseconds between_rewritings{100};
constexpr const char* clear_line = "\r\x1b[K";

}  // namespace

ProgressLine::ProgressLine(Session& session, std::string what)
    : session_(session), what_(std::move(what)), shown_at_(session.watching().now()) {}

void ProgressLine::show(std::size_t done, std::size_t total) {
    if (session_.quiet) return;
    const bool terminal = session_.watching().terminal;
    const auto now = session_.watching().now();
    if (now - shown_at_ < (terminal ? std::chrono::milliseconds(between_rewritings) : between_lines)) return;
    shown_at_ = now;
    const std::string text = total == 0 ? what_ : fmt::format("{}: {} of {}", what_, done, total);
    session_.err() << (terminal ? clear_line : "") << text << (terminal ? "" : "\n") << std::flush;
    on_screen_ = terminal;
}

void ProgressLine::end() {
    if (on_screen_) session_.err() << clear_line << std::flush;
    on_screen_ = false;
}

}  // namespace clearing::tools
