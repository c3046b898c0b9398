#pragma once

#include "gateway/infra/http/client.hpp"
#include "sim-peers/delta/client.hpp"
#include "sim-peers/delta/insured_side.hpp"
#include "sim-peers/delta/server.hpp"
#include "sim-peers/delta/treating_side.hpp"
#include "sim-peers/http_door.hpp"
#include "sim-peers/memory.hpp"
#include "sim-peers/national/hospital_desk.hpp"
#include "sim-peers/national/hub.hpp"
#include "sim-peers/national/treating_side.hpp"
#include "sim-peers/world.hpp"

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::peers {

/// The roles on the wire: Shanghai (both sides of Delta), the hub with its provinces (both sides), the bureau's core
/// and its hospitals.
class Roles {
public:
    static std::expected<std::unique_ptr<Roles>, std::string> build(boost::asio::any_io_executor executor,
                                                                    const Config& config, World& world, Faults& faults,
                                                                    const Clock& clock);
    std::expected<void, std::string> start();
    void stop();
    void follow_faults();
    /// What an earlier process kept; before start().
    void play_again(const std::vector<Json>& entries);

    Book& hub_book() { return hub_->book(); }
    delta::TreatingSide& shanghai() { return *shanghai_treats_; }
    delta::InsuredSide& shanghai_insures() { return *shanghai_insures_; }
    national::TreatingSide& hospital() { return *hospital_; }
    national::TreatingSide& beijing() { return *beijing_; }
    national::HospitalDesk& hospital_desk() { return *hospital_desk_; }

private:
    boost::asio::awaitable<void> serve_hub(std::shared_ptr<tls::Stream> stream);
    boost::asio::awaitable<void> serve_core(std::shared_ptr<tls::Stream> stream);
    boost::asio::awaitable<HttpReply> answer(std::string role, HttpQuestion question);
    Json dispatch(const std::string& role, const national::Request& request, const std::string& body);
    void book_treated(Record record, const Json& setlinfo);
    void remember(World& world);
    boost::asio::awaitable<void> send_again(std::vector<Memory::OnItsWay> all);

    boost::asio::any_io_executor executor_;
    Memory* memory_ = nullptr;
    Book* beijing_book_ = nullptr;
    std::vector<Memory::OnItsWay> on_its_way_;

    Faults* faults_ = nullptr;
    const Clock* clock_ = nullptr;
    WorkStamps* stamps_ = nullptr;
    std::string gateway_division_;
    std::unique_ptr<delta::InsuredSide> shanghai_insures_;
    std::unique_ptr<delta::Server> shanghai_door_;
    std::unique_ptr<delta::Client> shanghai_client_;
    std::unique_ptr<delta::TreatingSide> shanghai_treats_;
    std::unique_ptr<national::InsuredSide> guiyang_, beijing_insures_, core_;
    std::unique_ptr<national::Hub> hub_;
    std::unique_ptr<Door> hub_door_, core_door_;
    std::unique_ptr<http::Client> hospital_client_, hub_client_;
    std::unique_ptr<national::TreatingSide> hospital_, beijing_;
    national::HospitalBook hospital_book_;
    std::unique_ptr<national::HospitalDesk> hospital_desk_;
};

}  // namespace clearing::peers
