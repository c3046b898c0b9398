#include "gateway/infra/json/value.hpp"

#include <unordered_set>

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

namespace clearing::json {

namespace {

using ErrorCode = boost::system::error_code;
using Text = boost::json::string_view;

/// Objects this small are searched for duplicate keys member by member; larger ones get a set.
constexpr std::size_t few_members = 16;

/// Receives the events of Boost's parser and builds our value, so that a number keeps its text and every limit is ours.
class Builder {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    explicit Builder(const Limits& limits) : limits_(limits) {}

    Value take() { return std::move(root_); }
    const std::optional<ParseFailure>& refusal() const { return refusal_; }

    bool on_document_begin(ErrorCode&) { return true; }
    bool on_document_end(ErrorCode&) { return true; }
    bool on_array_begin(ErrorCode& ec) { return open(Frame{.is_object = false}, ec); }
    bool on_object_begin(ErrorCode& ec) { return open(Frame{.is_object = true}, ec); }
    bool on_array_end(std::size_t, ErrorCode& ec) { return close(ec); }
    bool on_object_end(std::size_t, ErrorCode& ec) { return close(ec); }
    bool on_string_part(Text part, std::size_t, ErrorCode& ec) { return append(part, limits_.max_string, ec); }
    bool on_string(Text part, std::size_t, ErrorCode& ec) {
        return append(part, limits_.max_string, ec) && put(Value(take_pending()), ec);
    }
    bool on_key_part(Text part, std::size_t, ErrorCode& ec) { return append(part, limits_.max_string, ec); }
    bool on_key(Text part, std::size_t, ErrorCode& ec) {
        return append(part, limits_.max_string, ec) && name(take_pending(), ec);
    }
    bool on_number_part(Text part, ErrorCode& ec) { return append(part, max_number, ec); }
    bool on_int64(std::int64_t, Text part, ErrorCode& ec) { return number(part, ec); }
    bool on_uint64(std::uint64_t, Text part, ErrorCode& ec) { return number(part, ec); }
    bool on_double(double, Text part, ErrorCode& ec) { return number(part, ec); }
    bool on_bool(bool flag, ErrorCode& ec) { return put(Value(flag), ec); }
    bool on_null(ErrorCode& ec) { return put(Value(nullptr), ec); }
    bool on_comment_part(Text, ErrorCode&) { return true; }
    bool on_comment(Text, ErrorCode&) { return true; }

private:
    static constexpr std::size_t max_number = 400;

    struct Frame {
        bool is_object = false;
        Array elements{};
        Object members{};
        std::string key{};
        std::unordered_set<std::string> keys{};  ///< only once there are more than a few members
    };

    bool open(Frame frame, ErrorCode& ec) {
        if (frames_.size() >= limits_.max_depth)
            return refuse(ParseFailure::Kind::over_limit, fmt::format("nested deeper than {}", limits_.max_depth), ec);
        frames_.push_back(std::move(frame));
        return true;
    }

    bool close(ErrorCode& ec) {
        Frame done = std::move(frames_.back());
        frames_.pop_back();
        return put(done.is_object ? Value(std::move(done.members)) : Value(std::move(done.elements)), ec);
    }

    bool put(Value value, ErrorCode& ec) {
        if (frames_.empty()) {
            root_ = std::move(value);
            return true;
        }
        Frame& frame = frames_.back();
        const std::size_t held = frame.is_object ? frame.members.size() : frame.elements.size();
        if (held >= limits_.max_array)
            return refuse(ParseFailure::Kind::over_limit, fmt::format("more than {} elements", limits_.max_array), ec);
        if (frame.is_object)
            frame.members.emplace_back(std::move(frame.key), std::move(value));
        else
            frame.elements.push_back(std::move(value));
        return true;
    }

    bool name(std::string key, ErrorCode& ec) {
        Frame& frame = frames_.back();
        if (is_taken(frame, key)) return refuse(ParseFailure::Kind::malformed, "a key occurs twice", ec);
        frame.key = std::move(key);
        return true;
    }

    static bool is_taken(Frame& frame, const std::string& key) {
        if (frame.members.size() <= few_members) {
            for (const Member& member : frame.members)
                if (member.first == key) return true;
            return false;
        }
        if (frame.keys.empty())
            for (const Member& member : frame.members)
                frame.keys.insert(member.first);
        return !frame.keys.insert(key).second;
    }

    bool number(Text part, ErrorCode& ec) {
        return append(part, max_number, ec) && put(Value(Number{take_pending()}), ec);
    }

    bool append(Text part, std::size_t limit, ErrorCode& ec) {
        if (pending_.size() + part.size() > limit)
            return refuse(ParseFailure::Kind::over_limit, fmt::format("a text longer than {} bytes", limit), ec);
        pending_.append(part.data(), part.size());
        return true;
    }

    std::string take_pending() { return std::exchange(pending_, {}); }

    bool refuse(ParseFailure::Kind kind, std::string reason, ErrorCode& ec) {
        refusal_ = ParseFailure{kind, std::move(reason)};
        ec = boost::json::error::syntax;
        return false;
    }

    const Limits& limits_;
    std::vector<Frame> frames_;
    std::string pending_;
    Value root_;
    std::optional<ParseFailure> refusal_;
};

std::unexpected<ParseFailure> fail(ParseFailure::Kind kind, std::string_view reason, std::size_t offset) {
    return std::unexpected(ParseFailure{kind, fmt::format("{} at byte {}", reason, offset)});
}

}  // namespace

std::expected<Value, ParseFailure> parse(std::string_view text, const Limits& limits) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    const std::size_t skipped = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    if (text.size() > limits.max_bytes)
        return fail(ParseFailure::Kind::over_limit, fmt::format("more than {} bytes", limits.max_bytes),
                    limits.max_bytes);
    text.remove_prefix(skipped);

    boost::json::parse_options options;
    options.max_depth = limits.max_depth + 1;  // the builder refuses first, and says so
    boost::json::basic_parser<Builder> parser(options, limits);
    ErrorCode ec;
    const std::size_t consumed = parser.write_some(false, text.data(), text.size(), ec);
    const std::size_t offset = skipped + consumed;
    if (const auto& refusal = parser.handler().refusal()) return fail(refusal->kind, refusal->reason, offset);
    if (ec) return fail(ParseFailure::Kind::malformed, ec.message(), offset);
    if (!parser.done()) return fail(ParseFailure::Kind::malformed, "incomplete", offset);
    if (consumed < text.size()) return fail(ParseFailure::Kind::malformed, "text after the value", offset);
    return parser.handler().take();
}

}  // namespace clearing::json
