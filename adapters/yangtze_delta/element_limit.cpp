#include "adapters/yangtze_delta/element_limit.hpp"

#include "adapters/yangtze_delta/wire.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>

namespace clearing::yangtze_delta {
namespace {

namespace protobuf = google::protobuf;
using Field = protobuf::FieldDescriptor;

/// As the lowest three bits of a tag have them.
enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, length_delimited = 2, fixed32 = 5 };

constexpr unsigned wire_type_bits = 3;

WireType wire_type_in(std::uint32_t tag) {
    return static_cast<WireType>(tag & ((1U << wire_type_bits) - 1));
}

/// The protocol has texts, messages and varints only. A field of another form would count as unknown: too strict, never
/// too lax.
WireType wire_type_of(const Field& field) {
    const bool has_length = field.cpp_type() == Field::CPPTYPE_STRING || field.cpp_type() == Field::CPPTYPE_MESSAGE;
    return has_length ? WireType::length_delimited : WireType::varint;
}

class Walk {
public:
    explicit Walk(std::string_view bytes)
        : in_(reinterpret_cast<const std::uint8_t*>(bytes.data()),
              static_cast<int>(std::min<std::size_t>(bytes.size(), std::numeric_limits<int>::max()))) {}

    /// False where it stopped: at bytes that are no message, or at an element too many. No type of the protocol
    /// contains itself, so the depth is the schema's.
    bool through(const protobuf::Descriptor& type) {
        for (std::uint32_t tag = in_.ReadTag(); tag != 0; tag = in_.ReadTag()) {
            const Field* field = type.FindFieldByNumber(static_cast<int>(tag >> wire_type_bits));
            // In another form than its own a field is kept as an unknown one.
            if (field != nullptr && wire_type_of(*field) != wire_type_in(tag)) field = nullptr;
            const bool is_element = field == nullptr || field->is_repeated();
            if (is_element && ++elements_ > most_elements) return false;
            if (!past_value(wire_type_in(tag), field)) return false;
        }
        return in_.ConsumedEntireMessage();
    }

    std::size_t position() const { return static_cast<std::size_t>(in_.CurrentPosition()); }
    bool has_more_elements() const { return elements_ > most_elements; }

private:
    bool past_value(WireType type, const Field* field) {
        std::uint64_t value = 0;
        switch (type) {
            case WireType::varint:
                return in_.ReadVarint64(&value);
            case WireType::fixed64:
                return in_.Skip(sizeof(std::uint64_t));
            case WireType::length_delimited:
                return past_length_delimited(field == nullptr ? nullptr : field->message_type());
            case WireType::fixed32:
                return in_.Skip(sizeof(std::uint32_t));
        }
        return false;  // a group: proto3 has none, and what is in it would be counted by nobody
    }

    /// `inside`: null for a text and for what is not known.
    bool past_length_delimited(const protobuf::Descriptor* inside) {
        int length = 0;
        if (!in_.ReadVarintSizeAsInt(&length)) return false;
        if (inside == nullptr) return in_.Skip(length);
        const auto outer = in_.PushLimit(length);
        const bool whole = through(*inside);
        in_.PopLimit(outer);
        return whole;
    }

    protobuf::io::CodedInputStream in_;
    std::size_t elements_ = 0;
};

}  // namespace

BuildablePart buildable_part(std::string_view bytes) {
    Walk walk(bytes);
    walk.through(*wire::Envelope::descriptor());
    return {walk.position(), walk.has_more_elements()};
}

}  // namespace clearing::yangtze_delta
