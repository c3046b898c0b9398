#include "adapters/yangtze_delta/error_codec.hpp"

#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/split_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/domain/claim.hpp"
#include "gateway/domain/peer_text.hpp"

#include <algorithm>
#include <cctype>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clearing::yangtze_delta {
namespace {

constexpr std::uint32_t longest_retry_ms = 60'000;  ///< whatever a partner states

ErrorCode code_of_class(std::string_view code) {
    switch (class_of_text(code).value_or(ErrorClass::in_doubt)) {
        case ErrorClass::refused:
            return ErrorCode::refused_by_insured_side;
        case ErrorClass::unavailable:
            return ErrorCode::peer_unavailable;
        case ErrorClass::in_doubt:
            return ErrorCode::in_doubt;
    }
    return ErrorCode::in_doubt;
}

/// It is kept with the settlement for ever: a partner of another make may have a person's numbers in it. Whose words
/// these are is not known here.
std::string cleaned(std::string text) {
    std::erase(text, '\0');  // no store takes it
    return cleaned_peer_text(std::move(text), {});
}

/// Field names and ids are kept likewise: what has not the form of one is left out.
bool has_form_of_a_name(std::string_view text) {
    constexpr std::size_t longest = 100;
    const auto may_stand_in_one = [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string_view("_.-[]").contains(static_cast<char>(c));
    };
    return text.size() <= longest && std::ranges::all_of(text, may_stand_in_one);
}

std::vector<std::string> fields_of(const wire::Error& in) {
    std::vector<std::string> fields;
    for (const std::string& field : in.fields())
        if (fields.size() < Reading::most_names && has_form_of_a_name(field) && cleaned(field) == field)
            fields.push_back(field);
    return fields;
}

}  // namespace

void write(const Error& error, wire::Error& out) {
    const ErrorText& text = text_of(error.code);
    out.set_code(stable_code(error.code));
    out.set_text_zh(std::string(text.zh));
    std::string english(text.en);
    if (!error.detail.empty()) english += ": " + error.detail;
    out.set_text_en(std::move(english));
    for (const std::string& field : error.fields | std::views::take(Reading::most_names))
        out.add_fields(field);
    out.set_settlement_id(error.settlement_id);
    if (error.retry_after) out.set_retry_after_ms(static_cast<std::uint32_t>(error.retry_after->count()));
    if (!error.new_quote) return;
    write(error.new_quote->split, *out.mutable_new_split());
    out.set_quote_id(error.new_quote->quote.text);
}

namespace {

/// What would be paid now, where it says so legibly; the refusal holds without it.
std::shared_ptr<const NewQuote> new_quote_of(const wire::Error& in) {
    if (!in.has_new_split()) return nullptr;
    Reading reading;
    NewQuote quote{read(in.new_split(), reading), QuoteId(in.quote_id())};
    if (!reading.verdict() || quote.quote.text.contains('\0')) return nullptr;
    return std::make_shared<const NewQuote>(std::move(quote));
}

}  // namespace

Error read(const wire::Error& in) {
    Error error;
    error.fields = fields_of(in);
    if (has_form_of_a_name(in.settlement_id())) error.settlement_id = in.settlement_id();
    if (in.retry_after_ms() > 0)
        error.retry_after = std::chrono::milliseconds(std::min(in.retry_after_ms(), longest_retry_ms));
    const auto known = read_code(in.code());
    error.code = known ? *known : code_of_class(in.code());
    std::string_view detail = in.text_en();
    if (known) {
        // What we would say ourselves for this code is not repeated as a particular.
        const std::string_view ours = text_of(*known).en;
        if (detail.starts_with(ours)) detail.remove_prefix(ours.size());
        if (detail.starts_with(": ")) detail.remove_prefix(2);
        error.detail = cleaned(std::string(detail));
        error.new_quote = new_quote_of(in);
        // For the desk that quotes again: no field of the national format carries it.
        const bool tell = error.new_quote && error.detail.find(in_words(error.new_quote->split)) == std::string::npos;
        if (tell) error.detail += (error.detail.empty() ? "now " : "; now ") + in_words(error.new_quote->split);
        return error;
    }
    error.detail = cleaned(in.code() + " " + in.text_en());
    return error;
}

}  // namespace clearing::yangtze_delta
