#pragma once

#include <cstddef>
#include <cstdlib>
#include <string>

namespace clearing::test {

/// GATEWAY_FAULTS=long: everything is played, not only the short form.
inline bool is_long_form() {
    const char* form = std::getenv("GATEWAY_FAULTS");
    return form != nullptr && std::string(form) == "long";
}

/// What this run plays of a list of named things, and how many it was: a name that nobody has must not be a run that
/// proves nothing.
class Chosen {
public:
    /// `variable`: names the environment variable with a text that the names of all that is played contain.
    explicit Chosen(const char* variable) {
        if (const char* text = std::getenv(variable)) only_ = text;
    }

    bool takes(const std::string& name, bool in_short_form) {
        const bool taken = only_.empty() ? in_short_form || is_long_form() : name.find(only_) != std::string::npos;
        count_ += taken;
        return taken;
    }
    std::size_t count() const { return count_; }
    std::size_t expected_at_least(std::size_t in_short_form, std::size_t in_long_form) const {
        if (!only_.empty()) return 1;
        return is_long_form() ? in_long_form : in_short_form;
    }

private:
    std::string only_;
    std::size_t count_ = 0;
};

}  // namespace clearing::test
