#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/money.hpp"
#include "gateway/domain/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::yangtze_delta {

/// Reads the fields of one message and collects the names (paths) of those missing or wrong, so that the sender learns
/// of all at once. Values never appear in what it says: they may be a person's.
class Reading {
public:
    /// Names kept of one kind of fault: whoever reads an error takes no more of them, and what is wrong a thousand
    /// times is understood from these.
    static constexpr std::size_t most_names = 32;

    /// While it lives, names are inside `node`: "bill" + "total_fen" = "bill.total_fen".
    class Inside {
    public:
        Inside(Reading& reading, std::string_view node);
        Inside(Reading& reading, std::string_view list, std::size_t index);
        ~Inside();
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

    private:
        Reading& reading_;
        std::size_t length_before_;
    };

    // Each answers what can be used further, whatever is wrong; the verdict says whether it may be.
    std::string required(std::string_view name, const std::string& text);       ///< an id or a code: it fits an index
    std::string optional_day(std::string_view name, const std::string& text);   ///< "" or yyyy-mm-dd
    std::string optional_time(std::string_view name, const std::string& text);  ///< "" or yyyy-mm-dd HH:MM:SS
    std::string required_day(std::string_view name, const std::string& text);
    std::string required_time(std::string_view name, const std::string& text);
    ClearingDay clearing_day(std::string_view name, const std::string& text);
    DivisionCode division(std::string_view name, const std::string& text);  ///< required, six digits
    Money money(std::string_view name, std::int64_t fen);                   ///< within N(16,2)
    Money not_negative(std::string_view name, std::int64_t fen);            ///< where a refund has no place
    Decimal decimal(std::string_view name, const std::string& text);        ///< required

    void missing(std::string_view name) { note(missing_, name); }
    void invalid(std::string_view name) { note(invalid_, name); }
    void over_limit(std::string_view name) { note(over_limit_, name); }

    /// Errors: missing_field, invalid_value, negative_amount, over_limit (the first of them), naming its fields
    /// (most_names of them).
    Result<void> verdict() const;

private:
    void note(std::vector<std::string>& names, std::string_view name);

    std::string path_;  ///< with its trailing point
    std::vector<std::string> missing_, invalid_, negative_, over_limit_;
};

}  // namespace clearing::yangtze_delta
