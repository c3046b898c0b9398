#include "adapters/yangtze_delta/envelope.hpp"

#include "adapters/yangtze_delta/element_limit.hpp"
#include "adapters/yangtze_delta/reading.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/message_differencer.h>

namespace clearing::yangtze_delta {
namespace {

namespace protobuf = google::protobuf;

/// The deepest message of the protocol: Envelope, QueryAnswer, SettleAnswer, Split, FundPart; with room for additions.
constexpr int deepest_nesting = 12;
constexpr std::size_t most_named_fields = 50;

wire::Envelope content_alone(const wire::Envelope& envelope) {
    wire::Envelope content = envelope;
    content.clear_correlation_id();
    content.clear_version();
    content.clear_message_id();
    content.clear_sent_at();
    content.clear_deadline_ms();
    content.clear_clearing_day();
    content.clear_signature();
    // Not of the bill (SETTLEMENT §1): the same message is sent again with whatever quote stands by then.
    if (content.has_settle_request()) content.mutable_settle_request()->clear_quote_id();
    content.DiscardUnknownFields();
    return content;
}

using Differencer = protobuf::util::MessageDifferencer;

/// Collects the paths of what differs; values are somebody's and stay out.
class NamesOnly final : public Differencer::Reporter {
public:
    using Path = std::vector<Differencer::SpecificField>;

    void ReportAdded(const protobuf::Message&, const protobuf::Message&, const Path& path) override { add(path); }
    void ReportDeleted(const protobuf::Message&, const protobuf::Message&, const Path& path) override { add(path); }
    void ReportModified(const protobuf::Message&, const protobuf::Message&, const Path& path) override {
        // A message differs where its fields do, and those are named already.
        const auto* field = path.back().field;
        const bool named_inside = field != nullptr && field->cpp_type() == protobuf::FieldDescriptor::CPPTYPE_MESSAGE;
        if (!named_inside) add(path);
    }

    std::vector<std::string> names;

private:
    void add(const Path& path) {
        std::string name;
        for (const auto& step : path) {
            if (step.field == nullptr) continue;
            if (!name.empty()) name += '.';
            name += step.field->name();
            if (step.field->is_repeated()) name += "[" + std::to_string(std::max(step.index, step.new_index)) + "]";
        }
        const bool is_new = std::ranges::find(names, name) == names.end();
        if (is_new && names.size() < most_named_fields) names.push_back(std::move(name));
    }
};

/// Collects the paths of the texts that hold a NUL.
class NulSearch {
public:
    void through(const protobuf::Message& message, const std::string& path) {
        std::vector<const protobuf::FieldDescriptor*> present;
        message.GetReflection()->ListFields(message, &present);
        for (const auto* field : present)
            through(message, *field, path + field->name());
    }

    std::vector<std::string> names;

private:
    using Field = protobuf::FieldDescriptor;

    void through(const protobuf::Message& message, const Field& field, const std::string& name) {
        if (field.type() != Field::TYPE_STRING && field.type() != Field::TYPE_MESSAGE) return;
        const int count = field.is_repeated() ? message.GetReflection()->FieldSize(message, &field) : 1;
        for (int i = 0; i < count; ++i) {
            const std::string element = field.is_repeated() ? fmt::format("{}[{}]", name, i) : name;
            if (field.type() == Field::TYPE_MESSAGE) {
                through(inside(message, field, i), element + ".");
            } else if (text(message, field, i).contains('\0') && names.size() < Reading::most_names) {
                names.push_back(element);
            }
        }
    }

    static const protobuf::Message& inside(const protobuf::Message& message, const Field& field, int index) {
        const auto* reflection = message.GetReflection();
        return field.is_repeated() ? reflection->GetRepeatedMessage(message, &field, index)
                                   : reflection->GetMessage(message, &field);
    }

    const std::string& text(const protobuf::Message& message, const Field& field, int index) {
        const auto* reflection = message.GetReflection();
        return field.is_repeated() ? reflection->GetRepeatedStringReference(message, &field, index, &scratch_)
                                   : reflection->GetStringReference(message, &field, &scratch_);
    }

    std::string scratch_;
};

}  // namespace

void write(const Heading& heading, wire::Envelope& out) {
    out.set_correlation_id(heading.correlation);
    out.set_version(protocol_version);
    out.set_sender_division(heading.sender.text);
    out.set_receiver_division(heading.receiver.text);
    out.set_message_id(heading.message.text);
    out.set_sent_at(to_local_time(heading.sent_at));
    constexpr long long longest = std::numeric_limits<std::uint32_t>::max();
    const long long left = std::clamp<long long>(heading.time_left.count(), 0, longest);
    out.set_deadline_ms(static_cast<std::uint32_t>(left));
    if (heading.day) out.set_clearing_day(heading.day->to_text());
}

Result<void> parse(std::string_view bytes, wire::Envelope& out) {
    // Protobuf has a log of its own, on standard error: a peer must not fill it.
    static const auto silenced [[maybe_unused]] = protobuf::SetLogHandler(nullptr);
    const BuildablePart part = buildable_part(bytes);
    const auto size = static_cast<int>(part.bytes);
    protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()), size);
    in.SetTotalBytesLimit(size);
    in.SetRecursionLimit(deepest_nesting);
    const bool whole = out.ParseFromCodedStream(&in) && in.ConsumedEntireMessage();
    if (part.has_more_elements) return fail(ErrorCode::over_limit, "more elements than a frame may hold");
    const bool is_envelope = whole && part.bytes == bytes.size();
    if (!is_envelope) return fail(ErrorCode::malformed_message, "the frame holds no Envelope");
    return {};
}

Result<void> check_texts(std::string_view bytes, const wire::Envelope& envelope) {
    if (!bytes.contains('\0')) return {};  // else it may be part of a digest, or the length of an empty message
    NulSearch search;
    search.through(envelope, {});
    if (search.names.empty()) return {};
    return fail(ErrorCode::invalid_value, "a text holds a NUL", std::move(search.names));
}

std::string serialized(const wire::Envelope& envelope) {
    return envelope.SerializeAsString();
}

std::string content_of(const wire::Envelope& envelope) {
    const wire::Envelope content = content_alone(envelope);
    std::string bytes;
    {
        protobuf::io::StringOutputStream sink(&bytes);
        protobuf::io::CodedOutputStream coded(&sink);
        coded.SetSerializationDeterministic(true);
        content.SerializeToCodedStream(&coded);
    }
    return bytes;
}

std::vector<std::string> differing_fields(const wire::Envelope& first, const wire::Envelope& second) {
    NamesOnly reporter;
    Differencer differencer;
    differencer.ReportDifferencesTo(&reporter);
    differencer.Compare(content_alone(first), content_alone(second));
    return std::move(reporter.names);
}

std::string body_name(const wire::Envelope& envelope) {
    const auto* oneof = wire::Envelope::descriptor()->FindOneofByName("body");
    const auto* field = envelope.GetReflection()->GetOneofFieldDescriptor(envelope, oneof);
    return field == nullptr ? std::string() : field->name();
}

}  // namespace clearing::yangtze_delta
